import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareLoggedFields } from "./logged-fields.ts";

test("names what is logged undeclared, with its place, and what is declared and never logged", () => {
  const folder = mkdtempSync(join(tmpdir(), "ferndiagnose-logged-"));
  writeFileSync(
    join(folder, "a.ts"),
    'start();\nlog.info({ sessionId, password }, "a");\nthis.#log.warn({ code: 1 }, "b");\n',
  );
  writeFileSync(join(folder, "a.test.ts"), 'log.info({ anything }, "in a test");\n');
  const declared = ["sessionId", "code", "cause", "spread"];
  expect(compareLoggedFields(folder, declared, ["spread"])).toEqual({
    lines: 2,
    undeclared: ["a.ts:2 logs password"],
    neverLogged: ["cause"],
  });
  rmSync(folder, { recursive: true });
});
