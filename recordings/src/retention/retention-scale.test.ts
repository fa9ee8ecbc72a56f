import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { RecordingId } from "@ferndiagnose/protocol";
import { amount, figure } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { newSessionId } from "../archive/testing/recording-maker.ts";
import { testRandom } from "../testing/test-ports.ts";
import { LEAD_MS } from "./retention-times.ts";
import { dayMs, RetentionFixture } from "./testing/retention-fixture.ts";

const recordings = amount({ quick: 300, long: 10_000 });
const purges = amount({ quick: 10, long: 500 });
const nightMs = 8 * 3_600_000;

/** Copies of real recordings under numbers of their own: as much to read and to check as if each were made for its number. */
async function fill(fixture: RetentionFixture, count: number): Promise<void> {
  const made = await Promise.all(
    Array.from({ length: 10 }, () => fixture.maker.make({ startedAt: fixture.clock.now(), frames: 1 })),
  );
  const rows = await Promise.all(
    made.map(async ({ recordingId, pieces }) => {
      write(fixture, recordingId, pieces);
      return fixture.rowOf(recordingId);
    }),
  );
  await fixture.database.transaction(async (tables) => {
    for (let at = 0; at < count; at++) {
      const [recording, row] = [made[at % made.length], rows[at % made.length]];
      if (!recording || !row) throw new Error("Nothing was made");
      const recordingId = RecordingId.parse(Buffer.from(testRandom(16)).toString("hex"));
      write(fixture, recordingId, recording.pieces);
      const numbers = { recording_id: recordingId, session_id: newSessionId() };
      await tables
        .insertInto("recording")
        .values({ ...row, ...numbers })
        .execute();
    }
  });
}

function write(fixture: RetentionFixture, recordingId: RecordingId, pieces: readonly Uint8Array[]): void {
  const path = fixture.blobs.pathOf(recordingId);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat(pieces));
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

test(`${purges} destructions with small wardens and journal: at their pace 10,000 would fit into a night`, {
  timeout: 900_000,
}, async () => {
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
    figure("purge: would fit into a night of 8 h at this pace", Math.floor(nightMs / eachMs));
    await retention.stop();
  } finally {
    await fixture.remove();
  }
});
