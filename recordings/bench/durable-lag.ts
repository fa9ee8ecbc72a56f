/**
 * How old a record is when it has become durable, with many sessions at a time on a real disk: the recorder itself, a batch every half
 * second for each session, and the same again for one session alone. The first record of a batch is as old as the batch is long.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { policy } from "@ferndiagnose/protocol";
import { systemClock } from "@ferndiagnose/server";
import { RecordingMaker } from "../src/archive/testing/recording-maker.ts";
import { DirectoryBlobStore } from "../src/blob-store/directory-blob-store.ts";
import { OpenRecording } from "../src/recorder/open-recording.ts";
import { packetBatch } from "./packet-batch.ts";
import { printFigure, quantile } from "./print-figure.ts";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "50" },
    seconds: { type: "string", default: "30" },
    megabits: { type: "string", default: "2" },
    directory: { type: "string", default: tmpdir() },
  },
});
const sessions = Number(values.sessions);
const seconds = Number(values.seconds);
const bitsPerSecond = Number(values.megabits) * 1e6;

interface Measured {
  lagsMs: number[];
  /** Of one core. */
  cpuShare: number;
}

async function record(blobs: DirectoryBlobStore, maker: RecordingMaker, count: number): Promise<Measured> {
  const lagsMs: number[] = [];
  const recordings = await Promise.all(
    Array.from({ length: count }, async () => {
      const created = await maker.begin();
      const file = await blobs.create(created.header.recordingId);
      await file.append(created.headerBytes);
      await file.sync();
      return new OpenRecording({
        clock: systemClock,
        created,
        file,
        startUs: systemClock.monotonicUs(),
        onFailed: (error) => {
          throw error;
        },
        onDurable: ({ lagMs }) => lagsMs.push(lagMs),
      });
    }),
  );
  const before = process.cpuUsage();
  const beganMs = performance.now();
  await Promise.all(recordings.map((recording, nth) => feed(recording, (nth / count) * policy.BATCH_INTERVAL_MS)));
  const { user, system } = process.cpuUsage(before);
  const cpuShare = (user + system) / 1_000 / (performance.now() - beganMs);
  for (const recording of recordings) await recording.finish("server_stopped");
  return { lagsMs, cpuShare };
}

/** Sessions do not send their batches at the same moment. */
async function feed(recording: OpenRecording, offsetMs: number): Promise<void> {
  await pause(offsetMs);
  let fromUs = recording.elapsedUs;
  const untilMs = performance.now() + seconds * 1_000;
  while (performance.now() < untilMs) {
    await pause(policy.BATCH_INTERVAL_MS);
    const nowUs = recording.elapsedUs;
    recording.addBatch(packetBatch(fromUs, nowUs, bitsPerSecond));
    fromUs = nowUs;
  }
}

const folder = await mkdtemp(path.join(values.directory, "ferndiagnose-bench-lag-"));
try {
  const blobs = new DirectoryBlobStore(folder);
  const maker = await RecordingMaker.create();
  const alone = await record(blobs, maker, 1);
  const many = await record(blobs, maker, sessions);
  printFigure("recorder.durable_lag_p50", quantile(many.lagsMs, 0.5), "ms", quantile(alone.lagsMs, 0.5));
  printFigure("recorder.durable_lag_p99", quantile(many.lagsMs, 0.99), "ms", quantile(alone.lagsMs, 0.99));
  printFigure("recorder.cpu_per_session", (100 * many.cpuShare) / sessions, "% of a core", 100 * alone.cpuShare);
} finally {
  await rm(folder, { recursive: true, force: true });
}
