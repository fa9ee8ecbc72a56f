import { describe, expect, test } from "vitest";
import { ErrorCode, errorTable, Problem, ProtocolError, problemOf } from "./errors.ts";

describe.each(ErrorCode.options)("%s", (code) => {
  test("has an HTTP error status and an English sentence", () => {
    expect(errorTable[code].status).toBeGreaterThanOrEqual(400);
    expect(errorTable[code].status).toBeLessThanOrEqual(599);
    expect(errorTable[code].title).toMatch(/^[A-Z].*\.$/);
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  test("makes a valid problem document", () => {
    const problem = problemOf(code, 7);
    expect(Problem.parse(problem)).toEqual({
      type: `urn:ferndiagnose:problem:${code}`,
      title: errorTable[code].title,
      status: errorTable[code].status,
      code,
      retryAfterSeconds: 7,
    });
    expect(problemOf(code)).not.toHaveProperty("retryAfterSeconds");
  });
});

test("the table and the codes are the same set", () => {
  expect(ErrorCode.options).toEqual(Object.keys(errorTable));
});

test("an error keeps its cause, but not in what the other side is told", () => {
  const cause = new Error("a detail of ours");
  const error = new ProtocolError("internal", { cause });
  expect(error.cause).toBe(cause);
  expect(error).toMatchObject({ name: "ProtocolError", code: "internal", message: errorTable.internal.title });
  expect(JSON.stringify(problemOf(error.code))).not.toContain("detail");
  expect(new ProtocolError("internal")).not.toHaveProperty("cause");
});
