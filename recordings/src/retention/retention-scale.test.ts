import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { amount, figure } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { LEAD_MS } from "./retention-times.ts";
import { dayMs, RetentionFixture } from "./testing/retention-fixture.ts";

const recordings = amount({ quick: 300, long: 10_000 });
const purges = amount({ quick: 10, long: 500 });
const nightMs = 8 * 3_600_000;

/** Real recordings, put where they belong without waiting for the disk. */
async function fill(fixture: RetentionFixture, count: number): Promise<void> {
  for (let made = 0; made < count; made++) {
    const recording = await fixture.maker.make({ startedAt: fixture.clock.now(), frames: 1, payloadBytes: 10 });
    const path = fixture.blobs.pathOf(recording.recordingId);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.concat(recording.pieces));
    await fixture.enter(recording.recordingId);
  }
}

test(`a sweep over ${recordings} recordings of which none is due takes less than 5 s`, {
  timeout: 900_000,
}, async () => {
  const fixture = await RetentionFixture.create();
  try {
    await fill(fixture, recordings);
    const retention = fixture.retention();
    const begunMs = performance.now();
    await retention.start();
    const startMs = performance.now() - begunMs;
    let longestMs = 0;
    let sweeps = 0;
    // Until every file's day has been read once, and once more.
    for (let isChecked = false; !isChecked && sweeps < 100; sweeps++) {
      const sweepBegunMs = performance.now();
      const report = await retention.sweep();
      longestMs = Math.max(longestMs, performance.now() - sweepBegunMs);
      expect(report).toMatchObject({ due: 0, destroyed: 0, recordings, problems: [] });
      isChecked = report?.daysChecked === recordings;
    }
    expect(Math.max(startMs, longestMs)).toBeLessThan(5_000);
    figure("sweep: recordings, none due", recordings);
    figure("sweep: at the start, ms", Math.round(startMs));
    figure("sweep: longest, ms", Math.round(longestMs));
    figure("sweep: sweeps until all files' days were read", sweeps + 1);
    await retention.stop();
  } finally {
    await fixture.remove();
  }
});

test("10,000 destructions fit into a night", { timeout: 900_000 }, async () => {
  const fixture = await RetentionFixture.create();
  try {
    for (let kept = 0; kept < purges; kept++) await fixture.keep();
    const retention = fixture.retention();
    await retention.start();
    fixture.clock.advance(90 * dayMs - LEAD_MS + 60_000);
    const begunMs = performance.now();
    expect(await retention.sweep()).toMatchObject({ destroyed: purges, waiting: [] });
    const eachMs = (performance.now() - begunMs) / purges;
    expect(nightMs / eachMs).toBeGreaterThan(10_000);
    figure("purge: ms for each", eachMs.toFixed(1));
    figure("purge: in a night of 8 h", Math.floor(nightMs / eachMs));
    await retention.stop();
  } finally {
    await fixture.remove();
  }
});
