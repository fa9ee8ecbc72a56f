import { appendFileSync } from "node:fs";

const isLong = process.env["FERNDIAGNOSE_LONG_TESTS"] === "1";

/** How often a test does what it does: `quick` in `scripts/test`, `long` in `scripts/test --long`. */
export function amount({ quick, long }: { quick: number; long: number }): number {
  return isLong ? long : quick;
}

/** Notes what a test saw, for the table that `scripts/test --long` prints at its end. */
export function figure(name: string, value: number | string): void {
  const file = process.env["FERNDIAGNOSE_FIGURES"];
  if (file === undefined) console.info(`${name}: ${value}`);
  else appendFileSync(file, `${JSON.stringify({ name, value })}\n`);
}
