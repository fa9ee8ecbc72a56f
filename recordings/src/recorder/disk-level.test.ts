import fc from "fast-check";
import { expect, test } from "vitest";
import { type DiskLevel, diskLevels, nextDiskLevel } from "./disk-level.ts";

const reserveBytesPerSession = 100;
const rank = (level: DiskLevel) => diskLevels.indexOf(level);

/** The levels that these amounts of free space lead to, one after the other. */
function levels(liveSessions: number, ...freeBytes: number[]): DiskLevel[] {
  let level: DiskLevel = "ok";
  return freeBytes.map((free) => {
    level = nextDiskLevel(level, { freeBytes: free, liveSessions, reserveBytesPerSession });
    return level;
  });
}

test("worse at the thresholds: twice, once, half the reserve of all sessions and one more", () => {
  expect(levels(0, 200, 199, 100, 99, 50, 49)).toEqual([
    "ok",
    "warn",
    "warn",
    "no_new_sessions",
    "no_new_sessions",
    "end_sessions",
  ]);
  expect(levels(9, 1_999, 999, 499)).toEqual(["warn", "no_new_sessions", "end_sessions"]);
});

test("better only at 125 % of what the level began at", () => {
  expect(levels(0, 49, 50, 62, 63, 124, 125, 249, 250)).toEqual([
    "end_sessions",
    "end_sessions",
    "end_sessions",
    "no_new_sessions",
    "no_new_sessions",
    "warn",
    "warn",
    "ok",
  ]);
});

test("no way to a better level leads over a space that is not enough for it", () => {
  const free = fc.oneof(fc.nat(1_000), fc.constant(Number.NaN), fc.constant(-1));
  fc.assert(
    fc.property(fc.array(free, { minLength: 2, maxLength: 50 }), fc.nat(5), (spaces, live) => {
      let before: DiskLevel = "ok";
      for (const freeBytes of spaces) {
        const next = nextDiskLevel(before, { freeBytes, liveSessions: live, reserveBytesPerSession });
        const reserve = reserveBytesPerSession * (live + 1);
        if (!(freeBytes >= reserve / 2)) expect(next).toBe("end_sessions");
        if (!(freeBytes >= reserve)) expect(rank(next)).toBeGreaterThanOrEqual(rank("no_new_sessions"));
        if (freeBytes >= 2.5 * reserve) expect(next).toBe("ok");
        // The same again changes nothing.
        expect(nextDiskLevel(next, { freeBytes, liveSessions: live, reserveBytesPerSession })).toBe(next);
        before = next;
      }
    }),
    { numRuns: 2_000 },
  );
});
