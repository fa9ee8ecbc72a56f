/**
 * How fast recordings are sealed and verified, and how long a seek takes in one of four hours: from opening the file anew
 * until the first record from which the picture at that time can be decoded.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type RandomAccess, RecordingReader, verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { printFigure, quantile, say } from "./figure.ts";
import { batchAt, beginRecording, writeRecording } from "./four-hour-recording.ts";

const { values } = parseArgs({
  options: {
    hours: { type: "string", default: "4" },
    megabytes: { type: "string", default: "512" },
    seeks: { type: "string", default: "60" },
  },
});
const durationMs = Number(values.hours) * 3_600_000;
const sealBytes = Number(values.megabytes) * 1e6;
const seeks = Number(values.seeks);

/** Half a second at 2 Mbit/s. */
const frameBytes = 128 * 1024;
/** Half a second of a screen on which little happens. */
const idleFrameBytes = 8 * 1024;

await measureSealing();
const folder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-bench-"));
try {
  const { source, root, close } = await writeRecording(path.join(folder, "long.fdr"), durationMs, idleFrameBytes);
  say(`a recording of ${values.hours} hours, ${Math.round(source.size / 1e6)} MB`);
  await measureVerifying(source);
  await measureSeeking(source, root);
  await close();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureSealing(): Promise<void> {
  const { writer, header } = await beginRecording();
  const batch = batchAt(0, frameBytes);
  const beganMs = performance.now();
  let sealed = 0;
  for (let monoMs = 0; sealed < sealBytes; monoMs += 500) {
    writer.seal(batch, { utcMs: header.createdAtMs + monoMs, monoMs });
    sealed += batch.length;
  }
  printFigure("sealing.seal", sealed / 1000 / (performance.now() - beganMs), "MB/s");
}

async function measureVerifying(source: RandomAccess): Promise<void> {
  const speedWith = async (options: Parameters<typeof verifyRecording>[1]) => {
    const beganMs = performance.now();
    const { status } = await verifyRecording(source, options);
    if (status !== "complete") throw new Error(`The recording is ${status}`);
    return source.size / 1000 / (performance.now() - beganMs);
  };
  const web = await speedWith({});
  printFigure("sealing.verify", await speedWith({ checks: nodeChecks }), "MB/s", web);
}

async function measureSeeking(source: RandomAccess, root: Uint8Array): Promise<void> {
  const tookMs: number[] = [];
  for (let number = 0; number < seeks; number += 1) {
    const beganMs = performance.now();
    const reader = await RecordingReader.open(source, root);
    await reader.records({ fromMs: Math.random() * durationMs }).next();
    tookMs.push(performance.now() - beganMs);
  }
  printFigure("sealing.seek_p50", quantile(tookMs, 0.5), "ms");
  printFigure("sealing.seek_p95", quantile(tookMs, 0.95), "ms");
}
