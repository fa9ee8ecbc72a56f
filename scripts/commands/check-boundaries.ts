import { join } from "node:path";
import { findViolations } from "../boundaries/find-violations.ts";

/** Prints every import that breaks scripts/boundaries/import-table.ts, as file:line and the rule in words. */
const violations = findViolations(join(import.meta.dirname, "../.."));
for (const { file, line, rule } of violations) console.error(`${file}:${line}  ${rule}`);
console.log(
  violations.length === 0 ? "boundaries: all imports keep to the table" : `boundaries: ${violations.length} broken`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
