import { RecordingId } from "@ferndiagnose/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assertMayDestroy, EARLIEST_DESTRUCTION_MS } from "./may-destroy.ts";

const recordingId = RecordingId.parse("0".repeat(32));
const other = RecordingId.parse("1".repeat(32));
const finalHash = "0".repeat(64);

function codeOf(facts: Parameters<typeof assertMayDestroy>[0]): string {
  try {
    assertMayDestroy(facts);
    return "allowed";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("never early, whatever the times; never while held; never on another recording's intent", () => {
  const time = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
  fc.assert(
    fc.property(time, time, fc.boolean(), fc.boolean(), (nowMs, deleteAt, isHeld, isForeign) => {
      const intent = { recordingId: isForeign ? other : recordingId, deleteAt, finalHash };
      const isEarly = nowMs + EARLIEST_DESTRUCTION_MS < deleteAt;
      const expected = isForeign
        ? "log_details_differ"
        : isHeld
          ? "secret_held"
          : isEarly
            ? "destruction_too_early"
            : "allowed";
      expect(codeOf({ recordingId, intent, isHeld, nowMs })).toBe(expected);
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  [-1, "destruction_too_early"],
  [0, "allowed"],
  [1, "allowed"],
])("%i ms from 24 h before the day: %s", (offsetMs, expected) => {
  const deleteAt = 100 * EARLIEST_DESTRUCTION_MS;
  const nowMs = deleteAt - EARLIEST_DESTRUCTION_MS + offsetMs;
  expect(codeOf({ recordingId, intent: { recordingId, deleteAt, finalHash }, isHeld: false, nowMs })).toBe(expected);
});
