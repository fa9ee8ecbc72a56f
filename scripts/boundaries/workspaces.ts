import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Workspace = {
  /** Path from the root, with slashes. The root's own scripts are the workspace `scripts`. */
  readonly folder: string;
  readonly name: string;
  /** Undefined where the package has no public face. */
  readonly exports: Readonly<Record<string, unknown>> | undefined;
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
};

type Manifest = {
  name: string;
  workspaces?: string[];
  exports?: string | Record<string, unknown>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/** All workspaces of the repository, found by the globs in its own manifest, and `scripts` with the root's packages. */
export function readWorkspaces(rootFolder: string): Workspace[] {
  const root = readManifest(rootFolder);
  const folders = globSync(root.workspaces ?? [], { cwd: rootFolder })
    .map((folder) => folder.replaceAll("\\", "/"))
    .filter((folder) => existsSync(join(rootFolder, folder, "package.json")))
    .sort();
  const scripts = { ...toWorkspace("scripts", root), exports: undefined };
  return [...folders.map((folder) => toWorkspace(folder, readManifest(join(rootFolder, folder)))), scripts];
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function toWorkspace(folder: string, manifest: Manifest): Workspace {
  const { dependencies, optionalDependencies, peerDependencies, devDependencies, exports } = manifest;
  return {
    folder,
    name: manifest.name,
    exports: typeof exports === "string" ? { ".": exports } : exports,
    dependencies: new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })),
    devDependencies: new Set(Object.keys(devDependencies ?? {})),
  };
}
