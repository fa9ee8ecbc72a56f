import { isBuiltin } from "node:module";
import { posix } from "node:path";
import type { FoundImport } from "./find-imports.ts";
import {
  broughtByRuntime,
  computedImports,
  mayImport,
  mayUseTestPackages,
  narrowFolders,
  onlyForTests,
  type Row,
  separateFolders,
  toolFiles,
} from "./import-table.ts";
import type { Workspace } from "./workspaces.ts";

export type Place = {
  /** Path of the importing file from the root, with slashes. */
  readonly file: string;
  readonly workspace: Workspace;
  readonly all: readonly Workspace[];
};

/** The rule that an import breaks, in words, or undefined where it breaks none. */
export function judgeImport(place: Place, found: FoundImport): string | undefined {
  if (found.specifier === undefined) {
    return isTool(place.file) || place.workspace.folder === "scripts" || computedImports.includes(place.file)
      ? undefined
      : "what is loaded must not be computed while the program runs";
  }
  const specifier = found.specifier.replace(/\?.*$/, "");
  if (posix.isAbsolute(specifier) || /^[a-z]+:\/\//.test(specifier))
    return "modules are never loaded by address or absolute path";
  if (specifier.startsWith(".")) return judgeRelative(place, specifier);
  return judgeNarrowFolder(place, specifier) ?? judgeByName(place, specifier, found.names);
}

function judgeRelative({ file, workspace }: Place, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  if (!isInside(target, workspace.folder)) return `a relative path must not leave ${workspace.folder}`;
  const narrow = Object.keys(narrowFolders).find((pattern) => posix.matchesGlob(file, `${pattern}/**`));
  if (narrow !== undefined && !posix.matchesGlob(target, `${narrow}/**`))
    return `${narrow} imports no file outside itself`;
  for (const group of separateFolders) {
    const own = group.find((folder) => isInside(file, folder));
    const other = group.find((folder) => isInside(target, folder));
    if (own !== undefined && other !== undefined && own !== other)
      return `${own} and ${other} run in separate processes`;
  }
  return undefined;
}

function judgeNarrowFolder({ file }: Place, specifier: string): string | undefined {
  for (const [pattern, allowed] of Object.entries(narrowFolders)) {
    if (!posix.matchesGlob(file, `${pattern}/**`) || allowed.includes(specifier)) continue;
    if (isTool(file) && !specifier.startsWith("@ferndiagnose/")) continue;
    return `${pattern} imports only ${allowed.join(", ")}`;
  }
  return undefined;
}

function judgeByName(place: Place, specifier: string, names: readonly string[]): string | undefined {
  if (isBuiltin(specifier)) return undefined;
  const name = packageName(specifier);
  const folders = broughtByRuntime[name];
  if (folders !== undefined) {
    if (folders.some((folder) => isInside(place.file, folder))) return undefined;
    return `only ${folders.join(" and ")} may import ${name}`;
  }
  const sibling = place.all.find((workspace) => workspace.name === name && workspace.folder !== "scripts");
  if (sibling !== undefined) return judgeSibling(place, sibling, specifier, names);
  if (name.startsWith("@ferndiagnose/")) return `there is no workspace ${name}`;
  return isDeclared(place, name) ? undefined : `${name} is not among the dependencies of ${place.workspace.folder}`;
}

function judgeSibling(
  place: Place,
  sibling: Workspace,
  specifier: string,
  names: readonly string[],
): string | undefined {
  const { file, workspace } = place;
  const subpath = `.${specifier.slice(sibling.name.length)}`;
  if (!isExported(sibling, subpath)) return `${sibling.name} does not export "${subpath}"`;
  if (sibling === workspace) return undefined;
  if (onlyForTests.includes(sibling.folder)) {
    const test = isTool(file) || mayUseTestPackages.includes(workspace.folder);
    if (!test) return `${sibling.folder} is only for tests, e2e and scripts`;
  } else {
    const broken = judgeTable(workspace.folder, sibling.folder, names);
    if (broken !== undefined) return broken;
  }
  // The root owns all workspaces, so its scripts need not declare them.
  if (workspace.folder === "scripts" || isDeclared(place, sibling.name)) return undefined;
  return `${sibling.name} is not among the dependencies of ${workspace.folder}`;
}

function judgeTable(from: string, to: string, names: readonly string[]): string | undefined {
  for (const entry of rowOf(from) ?? []) {
    if (typeof entry === "string") {
      if (posix.matchesGlob(to, entry)) return undefined;
    } else if (posix.matchesGlob(to, entry.from)) {
      const foreign = names.filter((name) => !entry.names.includes(name));
      return foreign.length === 0 ? undefined : `${from} takes only ${entry.names.join(", ")} from ${to}`;
    }
  }
  return `${from} must not import ${to} (table in scripts/boundaries/import-table.ts)`;
}

/** The row of a workspace in the table, by its own name or by a pattern. */
export function rowOf(folder: string): Row | undefined {
  const pattern = Object.keys(mayImport).find((one) => posix.matchesGlob(folder, one));
  return mayImport[folder] ?? (pattern === undefined ? undefined : mayImport[pattern]);
}

function isDeclared({ file, workspace, all }: Place, name: string): boolean {
  if (workspace.dependencies.has(name)) return true;
  if (!isTool(file) && workspace.folder !== "scripts") return false;
  const root = all.find(({ folder }) => folder === "scripts");
  return workspace.devDependencies.has(name) || root?.devDependencies.has(name) === true;
}

function isExported({ exports }: Workspace, subpath: string): boolean {
  return Object.entries(exports ?? {}).some(([key, target]) => target !== null && posix.matchesGlob(subpath, key));
}

function isTool(file: string): boolean {
  return toolFiles.some((pattern) => pattern.test(file));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function packageName(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
