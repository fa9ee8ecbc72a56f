import { expect, test } from "vitest";
import { sumResults } from "./sum-results.ts";

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((one) => ({ status: one })),
});

test("counts tests over all files", () => {
  const testResults = [file("passed", "passed", "passed"), file("failed", "passed", "failed", "skipped", "todo")];
  expect(sumResults({ success: false, testResults })).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test("a file that could not be loaded is a failure, beside others", () => {
  const testResults = [file("failed"), file("failed", "failed"), file("passed", "passed")];
  expect(sumResults({ success: false, testResults })).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test("a failed run never counts as zero failures", () => {
  expect(sumResults({ success: false, testResults: [file("passed", "passed")] })).toMatchObject({ failed: 1 });
  expect(sumResults(undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(sumResults({ success: true, testResults: [] })).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
