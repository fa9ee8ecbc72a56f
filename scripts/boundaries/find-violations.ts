import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findImports, UnreadableSource } from "./find-imports.ts";
import { judgeImport, rowOf } from "./judge-import.ts";
import { readWorkspaces, type Workspace } from "./workspaces.ts";

export type Violation = { readonly file: string; readonly line: number; readonly rule: string };

const sources = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}";
const skipped = ["node_modules", "dist", ".cache", "coverage"];

/** Everything in the repository that breaks a rule about imports, in the order of files and lines. */
export function findViolations(rootFolder: string): Violation[] {
  const all = readWorkspaces(rootFolder);
  return all.flatMap((workspace) => {
    const violations = sourcesOf(rootFolder, workspace).flatMap((file) => judgeFile(rootFolder, file, workspace, all));
    if (rowOf(workspace.folder) !== undefined) return violations;
    const rule = "this workspace has no row in scripts/boundaries/import-table.ts";
    return [{ file: `${workspace.folder}/package.json`, line: 1, rule }, ...violations];
  });
}

function sourcesOf(rootFolder: string, { folder }: Workspace): string[] {
  return globSync(`${folder}/${sources}`, { cwd: rootFolder, exclude: (name) => skipped.includes(name) })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.split("/").some((part) => skipped.includes(part)))
    .sort();
}

function judgeFile(rootFolder: string, file: string, workspace: Workspace, all: readonly Workspace[]): Violation[] {
  try {
    return findImports(file, readFileSync(join(rootFolder, file), "utf8")).flatMap((found) => {
      const rule = judgeImport({ file, workspace, all }, found);
      return rule === undefined ? [] : [{ file, line: found.line, rule: `${quote(found.specifier)}: ${rule}` }];
    });
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error;
    return [{ file, line: error.line, rule: `cannot be read: ${error.message}` }];
  }
}

function quote(specifier: string | undefined): string {
  return specifier === undefined ? "import" : `"${specifier}"`;
}
