import { readEnds } from "@ferndiagnose/sealed-recording";
import { amount, figure } from "@ferndiagnose/testkit";
import { afterAll, expect, test } from "vitest";
import type { Retention } from "./retention.ts";
import { CLOCK_TOLERANCE_MS, LEAD_MS } from "./retention-times.ts";
import { dayMs, RetentionFixture } from "./testing/retention-fixture.ts";

const hourMs = 3_600_000;
const stepMs = 12 * hourMs;
const [firstDay, lastDay] = [86, 94];

/** What our wall clock is ahead of the true time, on a day of the recording's life. Summer time moves no clock that counts in UTC. */
const faults: Record<string, (day: number) => number> = {
  none: () => 0,
  "1 year behind": (day) => (day < 87 ? 0 : -365 * dayMs),
  "1 year ahead": (day) => (day < 87 ? 0 : 365 * dayMs),
  "4 days ahead": (day) => (day < 87 ? 0 : 4 * dayMs),
  "forth and back": (day) => (Math.floor(day) % 2 === 0 ? 0 : 30 * dayMs),
  "back and forth": (day) => (Math.floor(day) % 2 === 0 ? 0 : -30 * dayMs),
  stopped: (day) => (day < 87 ? 0 : (87 - day) * dayMs),
};

interface Second {
  isIndependent: boolean;
  /** What the wardens' clocks are ahead of the true time. */
  wardens: (ourFaultMs: number) => number | "away";
  witness?: (ourFaultMs: number) => number | "away";
}

const seconds: Record<string, Second> = {
  "wardens beside us": { isIndependent: false, wardens: (ourMs) => ourMs },
  "wardens elsewhere agree with the truth": { isIndependent: true, wardens: () => 0 },
  "wardens elsewhere are away for a while": { isIndependent: true, wardens: () => "away" },
  "a witness agrees with the truth": { isIndependent: false, wardens: (ourMs) => ourMs, witness: () => 0 },
  "a witness is away": { isIndependent: false, wardens: (ourMs) => ourMs, witness: () => "away" },
  "a witness is 400 days behind": { isIndependent: false, wardens: (ourMs) => ourMs, witness: () => -400 * dayMs },
  "a witness is 400 days ahead": { isIndependent: false, wardens: (ourMs) => ourMs, witness: () => 400 * dayMs },
};

const seen = { cases: 0, early: 0, inTime: 0, waitingWithAlarm: 0 };
afterAll(() => {
  figure("clocks: cases", seen.cases);
  figure("clocks: destroyed early", seen.early);
  figure("clocks: destroyed in time", seen.inTime);
  figure("clocks: not destroyed, with an alarm", seen.waitingWithAlarm);
});

const every = amount({ quick: 3, long: 1 });
const cases = Object.keys(faults)
  .flatMap((fault) =>
    Object.keys(seconds).flatMap((second) => [false, true].map((restarts) => ({ fault, second, restarts }))),
  )
  .filter((_, index) => index % every === 0);

test.each(cases)("clock: $fault; $second; restarted every day: $restarts", async ({ fault, second, restarts }) => {
  const fixture = await RetentionFixture.create();
  try {
    const { recordingId, deleteAt } = await fixture.keep();
    const before = await endOf(fixture, recordingId);
    const startMs = fixture.clock.now();
    let retention = fixture.retention();
    await retention.start();
    // A long quiet time, in which the clock ran rightly.
    fixture.clock.advance(firstDay * dayMs);
    await retention.sweep();

    let aheadMs = 0;
    let destroyedAtMs: number | undefined;
    for (let trueMs = startMs + firstDay * dayMs; trueMs <= startMs + lastDay * dayMs; trueMs += stepMs) {
      const faultMs = faults[fault]?.((trueMs - startMs) / dayMs) ?? 0;
      fixture.clock.jump(faultMs - aheadMs);
      aheadMs = faultMs;
      setSeconds(fixture, seconds[second] as Second, faultMs, trueMs);
      if (restarts && (trueMs - startMs) % dayMs === 0) retention = await restarted(fixture, retention);
      await retention.sweep();
      if (fixture.told.length > 0) destroyedAtMs ??= trueMs;
      fixture.clock.advance(stepMs);
    }

    seen.cases++;
    if (destroyedAtMs === undefined) {
      expect(await endOf(fixture, recordingId)).toEqual(before);
      // A clock that stands still is not noticed before some time has passed since the start.
      if (!(restarts && fault === "stopped")) expect(retention.isHealthy).toBe(false);
      expect(fixture.log.messages).toContain("retention.alarm");
      seen.waitingWithAlarm++;
    } else {
      if (destroyedAtMs < deleteAt - LEAD_MS - CLOCK_TOLERANCE_MS) seen.early++;
      expect(destroyedAtMs).toBeGreaterThanOrEqual(deleteAt - LEAD_MS - CLOCK_TOLERANCE_MS);
      seen.inTime++;
    }
    const hasNoReasonToWait = !second.startsWith("a witness is 400") && !(restarts && second.includes("away"));
    if (fault === "none" && hasNoReasonToWait) expect(destroyedAtMs).toBeLessThanOrEqual(deleteAt);
    await retention.stop();
  } finally {
    await fixture.remove();
  }
});

function setSeconds(fixture: RetentionFixture, second: Second, ourFaultMs: number, trueMs: number): void {
  const wardens = second.wardens(ourFaultMs);
  fixture.isIndependent = second.isIndependent;
  // They come back on day 89: somebody has to destroy the secret.
  const areAway = wardens === "away" && trueMs < fixture.startMs + 88.9 * dayMs;
  for (const warden of fixture.wardens) warden.isAway = areAway;
  fixture.wardensAheadMs = wardens === "away" ? -ourFaultMs : wardens - ourFaultMs;
  const witness = second.witness?.(ourFaultMs);
  fixture.journal.witnesses = witness === undefined ? 0 : 1;
  fixture.journal.witnessedMs = typeof witness === "number" ? trueMs + witness : undefined;
}

async function restarted(fixture: RetentionFixture, retention: Retention): Promise<Retention> {
  await retention.stop();
  const next = fixture.retention();
  await next.start();
  return next;
}

async function endOf(fixture: RetentionFixture, recordingId: string) {
  const blob = await fixture.blobs.open(recordingId);
  return (await readEnds(blob).finally(() => blob.close())).end;
}
