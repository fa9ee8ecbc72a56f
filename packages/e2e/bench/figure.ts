/** Prints one figure of a benchmark as the line that `scripts/bench` reads. */
export function printFigure(name: string, value: number, unit: string, base?: number): void {
  const ratio = base === undefined ? null : round(value / base);
  const figure = { name, value: round(value), unit, base: base === undefined ? null : round(base), ratio };
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

/** What is going on, for whoever waits; never on standard output. */
export function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

/** The value below which this share of the numbers lies; NaN for none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

function round(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}
