import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** What `figure()` of packages/testkit notes: one JSON line each. */
const Figure = z.strictObject({ name: z.string(), value: z.union([z.string(), z.number()]) });
export type Figure = z.infer<typeof Figure>;

/** The figures that the tests noted, by name; none when no test noted any. */
export function readFigures(file: string): Figure[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => Figure.parse(JSON.parse(line))).sort((a, b) => a.name.localeCompare(b.name));
}
