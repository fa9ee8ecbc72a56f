/** Prints one figure as the line that `scripts/bench` reads. */
export function printFigure(name: string, value: number, unit: string, base?: number): void {
  const figure = { name, value: round(value), unit, base: base === undefined ? null : round(base) };
  const ratio = base === undefined ? null : round(value / base);
  process.stdout.write(`${JSON.stringify({ ...figure, ratio })}\n`);
}

/** The value below which this share of the numbers lies. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function round(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}
