import { benchmarks, type Goal, isReached } from "./benchmarks.ts";
import type { Figure } from "./figure.ts";

const titles = ["figure", "value", "unit", "base", "ratio", "goal", ""] as const;
const numeric: ReadonlySet<number> = new Set([1, 3, 4]);

/** The figures for people, with their goals. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [titles, ...figures.map(rowOf)];
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}

function rowOf(figure: Figure): string[] {
  const goals = benchmarks.flatMap((benchmark) => benchmark.goals[figure.name] ?? []);
  const reached = isReached(goals, figure);
  return [
    figure.name,
    numberText(figure.value),
    figure.unit,
    numberText(figure.base),
    numberText(figure.ratio),
    goals.map(goalText).join(", "),
    reached === undefined ? "" : reached ? "reached" : "missed",
  ];
}

function goalText({ of, atMost, atLeast }: Goal): string {
  const bound = atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
  return of === "ratio" ? `ratio ${bound}` : bound;
}

function numberText(number: number | null): string {
  if (number === null) return "";
  return number.toFixed(Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2);
}
