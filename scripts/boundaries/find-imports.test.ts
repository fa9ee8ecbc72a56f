import { expect, test } from "vitest";
import { findImports, UnreadableSource } from "./find-imports.ts";

function specifiers(source: string, file = "file.ts"): (string | undefined)[] {
  return findImports(file, source).map(({ specifier }) => specifier);
}

test.each([
  ['import a from "x";', "x"],
  ['import type { A } from "x";', "x"],
  ['import { type A } from "x";', "x"],
  ['import "x";', "x"],
  ['export { a } from "x";', "x"],
  ['export type { A } from "x";', "x"],
  ['export * from "x";', "x"],
  ['export * as a from "x";', "x"],
  ['type A = import("x").A;', "x"],
  ['let a: typeof import("x");', "x"],
  ['import a = require("x");', "x"],
  ['const a = await import("x");', "x"],
  ["const a = import(`x`);", "x"],
  ['const a = require("x");', "x"],
  ['function f() { return () => require.resolve("x"); }', "x"],
  ['import.meta.resolve("x");', "x"],
  ['createRequire(import.meta.url)("x");', "x"],
  ["import(name);", undefined],
  ["require(name + `x`);", undefined],
  [`import(\`\${name}\`);`, undefined],
])("%s", (source, specifier) => {
  expect(specifiers(source)).toEqual([specifier]);
});

test("comments, strings, regular expressions, templates and text in JSX are no imports", () => {
  const source = `
    // import "a";
    /* import b from "b"; require("b") */
    const s = 'import "c"'; const t = "require('d')"; const r = /import("e")/;
    const u = \`\${s} import "f"\`;
    const e = <p title='import "g"'>import h from "h"; require("h")</p>;
    const o = { import: 1, require: 2 }; o.require; o.import;
    export { s };
  `;
  expect(specifiers(source, "file.tsx")).toEqual([]);
});

test("an import inside a template's expression, behind a comment opener in a string, or in JSX is one", () => {
  expect(specifiers(`const a = \`\${await import("x")}\`;`)).toEqual(["x"]);
  expect(specifiers('const a = "/*"; import "x"; const b = "*/";')).toEqual(["x"]);
  expect(specifiers('const a = <p>{require("x")}</p>;', "file.tsx")).toEqual(["x"]);
});

test("tells line and names", () => {
  const source = 'import a, { b as c } from "x";\n\nimport * as d from "y";\nexport { e as f } from "z";';
  expect(findImports("file.ts", source)).toEqual([
    { line: 1, specifier: "x", names: ["default", "b"] },
    { line: 3, specifier: "y", names: ["*"] },
    { line: 4, specifier: "z", names: ["e"] },
  ]);
});

test("says where a file cannot be read", () => {
  expect(() => findImports("file.ts", "const a = 1;\nimport from;")).toThrow(UnreadableSource);
});
