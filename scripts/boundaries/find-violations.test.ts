import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findViolations } from "./find-violations.ts";

let root: string;

function write(path: string, content: string | object): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
}

function workspace(folder: string, name: string, more: object = {}): void {
  write(`${folder}/package.json`, { name: `@ferndiagnose/${name}`, exports: { ".": "./src/index.ts" }, ...more });
  write(`${folder}/src/index.ts`, "export const a = 1;\n");
}

const ours = (...names: string[]) => Object.fromEntries(names.map((name) => [`@ferndiagnose/${name}`, "0.1.0"]));

/** A small repository of the real shape, in which everything is in order. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ferndiagnose-boundaries-"));
  write("package.json", {
    name: "ferndiagnose",
    workspaces: ["apps/*", "packages/*", "rescue-portal", "recordings"],
    devDependencies: { vitest: "1.0.0", electron: "1.0.0", vite: "1.0.0" },
  });
  workspace("packages/protocol", "protocol", {
    exports: { ".": "./src/index.ts", "./ipc": "./src/ipc.ts" },
    dependencies: { zod: "1.0.0" },
  });
  workspace("packages/session", "session", { dependencies: ours("protocol") });
  workspace("packages/sealed-recording", "sealed-recording", { dependencies: ours("protocol") });
  workspace("packages/testkit", "testkit");
  workspace("packages/ui", "ui", { dependencies: ours("protocol") });
  workspace("rescue-portal", "rescue-portal", {
    dependencies: { ...ours("protocol", "session", "testkit", "recordings"), ws: "1.0.0" },
  });
  workspace("recordings", "recordings");
  workspace("apps/customer-agent", "customer-agent", { dependencies: ours("protocol", "session") });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function violations(): string[] {
  return findViolations(root).map(({ file, line, rule }) => `${file}:${line} ${rule}`);
}

/** What is wrong when `file` consists of a comment line and `source`. */
function rulesFor(file: string, source: string): string[] {
  write(file, `// A comment.\n${source}\n`);
  const found = findViolations(root);
  for (const violation of found) expect(violation).toMatchObject({ file, line: 2 });
  return found.map(({ rule }) => rule);
}

test("a repository in order has no violations", () => {
  write(
    "packages/session/src/b.ts",
    'import { a } from "./index.ts";\nimport type { b } from "@ferndiagnose/protocol";\n',
  );
  write("packages/session/src/b.test.ts", 'import { test } from "vitest";\n');
  write("packages/protocol/src/c.ts", 'import { z } from "zod";\n');
  write("apps/customer-agent/src/main/d.ts", 'import { app } from "electron";\nimport "node:fs";\n');
  write(
    "apps/customer-agent/src/preload/e.ts",
    'import "electron";\nimport "@ferndiagnose/protocol/ipc";\nimport "./f.ts";\n',
  );
  write("rescue-portal/src/g.test.ts", 'import "@ferndiagnose/testkit";\nimport "vitest";\n');
  write("scripts/commands/h.ts", 'import "vite";\nimport "@ferndiagnose/rescue-portal";\nimport(process.argv[2]);\n');
  write("packages/sealed-recording/src/i.ts", 'import type { EventRecord } from "@ferndiagnose/protocol";\n');
  write("apps/customer-agent/src/renderer/bridge.d.ts", 'import type { Bridge } from "../preload/e.ts";\n');
  write("packages/session/node_modules/x/index.js", 'require("undeclared");\n');
  write("packages/session/dist/index.js", 'require("undeclared");\n');
  expect(violations()).toEqual([]);
});

test.each([
  ["a static import", 'import { a } from "@ferndiagnose/session";'],
  ["a type-only import", 'import type { A } from "@ferndiagnose/session";'],
  ["an export from", 'export * from "@ferndiagnose/session";'],
  ["a dynamic import", 'const a = await import("@ferndiagnose/session");'],
  ["a require", 'const a = require("@ferndiagnose/session");'],
  ["an import type", 'type A = import("@ferndiagnose/session").A;'],
])("%s against the table", (_, source) => {
  expect(rulesFor("packages/protocol/src/b.ts", source)).toEqual([
    expect.stringContaining("packages/protocol must not import packages/session"),
  ]);
});

test.each([
  [
    "a program imports a program, although declared",
    "rescue-portal/src/b.ts",
    "@ferndiagnose/recordings",
    "must not import recordings",
  ],
  [
    "ui imports ours, although declared",
    "packages/ui/src/b.ts",
    "@ferndiagnose/protocol",
    "must not import packages/protocol",
  ],
  [
    "a sibling that is not declared",
    "recordings/src/b.ts",
    "@ferndiagnose/protocol",
    "not among the dependencies of recordings",
  ],
  [
    "a sibling that does not exist",
    "recordings/src/b.ts",
    "@ferndiagnose/gone",
    "there is no workspace @ferndiagnose/gone",
  ],
  ["an npm package that is not declared", "recordings/src/b.ts", "ws", "ws is not among the dependencies"],
  ["a subpath of an npm package that is not declared", "recordings/src/b.ts", "@scope/x/y", "@scope/x is not among"],
  ["a devDependency of the root in product code", "recordings/src/b.ts", "vitest", "vitest is not among"],
  [
    "a deep import",
    "packages/session/src/b.ts",
    "@ferndiagnose/protocol/src/index.ts",
    'does not export "./src/index.ts"',
  ],
  [
    "a relative path into another package",
    "packages/session/src/b.ts",
    "../../protocol/src/index.ts",
    "must not leave packages/session",
  ],
  [
    "a relative path from a test into another package",
    "packages/session/src/b.test.ts",
    "../../protocol/src/index.ts",
    "must not leave",
  ],
  [
    "a relative path from scripts into a package",
    "scripts/commands/b.ts",
    "../../packages/ui/src/index.ts",
    "must not leave scripts",
  ],
  ["an absolute path", "packages/session/src/b.ts", "/etc/module.js", "absolute path"],
  ["an address", "packages/session/src/b.ts", "https://example.org/a.js", "address"],
  [
    "the testkit in product code, although declared",
    "rescue-portal/src/b.ts",
    "@ferndiagnose/testkit",
    "only for tests",
  ],
  ["electron in the renderer", "apps/customer-agent/src/renderer/b.ts", "electron", "may import electron"],
  ["electron in a server", "rescue-portal/src/b.ts", "electron", "may import electron"],
  [
    "more than the IPC part in a preload",
    "apps/customer-agent/src/preload/b.ts",
    "@ferndiagnose/protocol",
    "imports only",
  ],
  ["Node in a preload", "apps/customer-agent/src/preload/b.ts", "node:fs", "imports only"],
  [
    "a preload that reaches out of its folder",
    "apps/customer-agent/src/preload/b.ts",
    "../main/a.ts",
    "no file outside itself",
  ],
  ["the renderer reaching into main", "apps/customer-agent/src/renderer/b.ts", "../main/a.ts", "separate processes"],
])("%s", (_, file, specifier, words) => {
  expect(rulesFor(file, `import ${JSON.stringify(specifier)};`)).toEqual([expect.stringContaining(words)]);
});

test("sealed-recording takes nothing but record schemas from the protocol", () => {
  const file = "packages/sealed-recording/src/b.ts";
  const words = [expect.stringContaining("takes only ChannelRecord")];
  expect(rulesFor(file, 'import { EventRecord, Rights } from "@ferndiagnose/protocol";')).toEqual(words);
  expect(rulesFor(file, 'import * as all from "@ferndiagnose/protocol";')).toEqual(words);
});

test("a computed import in product code", () => {
  expect(rulesFor("recordings/src/b.ts", "import(name);")).toEqual([
    "import: what is loaded must not be computed while the program runs",
  ]);
});

test("a new workspace is found by the globs and needs a row", () => {
  workspace("packages/brand-new", "brand-new");
  expect(violations()).toEqual([
    "packages/brand-new/package.json:1 this workspace has no row in scripts/boundaries/import-table.ts",
  ]);
});

test("a file that cannot be parsed is a violation, not a hole", () => {
  write("recordings/src/b.ts", "\nimport from;\n");
  expect(violations()).toEqual([expect.stringMatching(/^recordings\/src\/b\.ts:\d+ cannot be read: /)]);
});
