import { readFileSync } from "node:fs";
import { ProtocolError } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { codeOf } from "./code-of.ts";

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test("says the code of a system's error and of ours, and nothing else of either", () => {
  expect(codeOf(thrownBy(() => readFileSync("/nowhere/secret")))).toBe("ENOENT");
  expect(codeOf(new ProtocolError("not_found"))).toBe("not_found");
  expect(codeOf(new Error("somebody's words"))).toBe("internal");
  for (const nothing of [undefined, null, "words", { code: 5 }]) expect(codeOf(nothing)).toBe("internal");
});
