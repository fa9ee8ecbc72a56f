import { RecordingId } from "@ferndiagnose/protocol";
import { bytesSource, verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { amount, figure } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import { Choices } from "../blob-store/testing/choices.ts";
import { type Entries, MemoryDisk } from "../blob-store/testing/memory-disk.ts";
import { afterPowerFailure, type Loss } from "../blob-store/testing/power-failure.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { OpenRecording } from "../recorder/open-recording.ts";
import { realPorts } from "../testing/test-ports.ts";
import { ArchiveIndex } from "./archive-index.ts";
import { noLog } from "./testing/no-log.ts";
import { batchOf, RecordingMaker } from "./testing/recording-maker.ts";

const root = "/archive";
const closingFrameBytes = 232;
const ports = realPorts();
let maker: RecordingMaker;
let disk: MemoryDisk;
const database = openSqliteDatabase(":memory:");

/** Recordings at the same time, the way the recorder writes them: one ends, one is still open, one is abandoned. */
beforeAll(async () => {
  await database.migrate();
  maker = await RecordingMaker.create();
  disk = new MemoryDisk(new Map([[root, "directory"]]));
  const blobs = new DirectoryBlobStore(root, disk);
  await Promise.all(
    ["ends", "open", "abandoned"].slice(0, amount({ quick: 2, long: 3 })).map(async (fate, nth) => {
      const created = await maker.begin();
      const { recordingId } = created.header;
      const file = await blobs.create(recordingId);
      await file.append(created.headerBytes);
      await file.sync();
      disk.mark(`${recordingId} 0`);
      let frame = 0;
      const recording = new OpenRecording({
        clock: ports.clock,
        created,
        file,
        startUs: ports.clock.monotonicUs(),
        onFailed: (error) => expect.unreachable(String(error)),
        onDurable: () => disk.mark(`${recordingId} ${++frame}`),
      });
      for (let batch = 0; batch < 6 + nth; batch++) {
        recording.addBatch(batchOf(recording.elapsedUs, 300 + 900 * (batch % 4)));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      if (fate === "ends") {
        disk.mark(`${recordingId} ending`);
        await recording.finish("customer_off");
        disk.mark(`${recordingId} ended`);
      }
      if (fate === "abandoned") await recording.abandon();
    }),
  );
});

afterAll(() => database.close());

/** What the recorder had been promised of each recording when so many calls had been made. */
function promisedAfter(count: number): Map<string, { frames: number; isEnding: boolean; hasEnded: boolean }> {
  const promised = new Map<string, { frames: number; isEnding: boolean; hasEnded: boolean }>();
  for (const call of disk.calls.slice(0, count)) {
    if (call.kind !== "mark") continue;
    const [recordingId = "", what = ""] = call.mark.split(" ");
    const known = promised.get(recordingId) ?? { frames: 0, isEnding: false, hasEnded: false };
    if (what === "ending") known.isEnding = true;
    else if (what === "ended") known.hasEnded = true;
    else known.frames = Number(what);
    promised.set(recordingId, known);
  }
  return promised;
}

async function recoverOn(mounted: Entries): Promise<MemoryDisk> {
  const after = new MemoryDisk(mounted);
  // As after the loss of the database: the files alone have to tell.
  await database.tables.deleteFrom("recording").execute();
  const blobs = new DirectoryBlobStore(root, after);
  const { failed } = await new ArchiveIndex({
    blobs,
    database,
    recoveryKey: maker.recoveryKey,
    ...noLog,
    ...ports,
  }).start();
  expect(failed).toEqual([]);
  return after;
}

function entriesOf(after: MemoryDisk): Entries {
  const entries = new Map<string, Uint8Array | "directory">(after.contents());
  for (const [path, entry] of after.mounted) if (entry === "directory") entries.set(path, entry);
  return entries;
}

/** Recordings and torn tails; not the temporary files of an interrupted `put`, and not the time at which a quarantine began. */
function blobsOf(after: MemoryDisk): Map<string, string> {
  const blobs = [...after.contents()].filter(([path]) => !/\.(new|quarantine)$/.test(path));
  return new Map(blobs.sort().map(([path, bytes]) => [path, Buffer.from(bytes).toString("hex")] as const));
}

/** Every byte that the crash left is still there: in the file, or in the torn tail beside it. */
function checkNothingThrownAway(crashed: Entries, after: MemoryDisk): void {
  const contents = after.contents();
  for (const [path, bytes] of crashed) {
    const recovered = contents.get(path);
    if (bytes === "directory" || !recovered || !path.endsWith(".fdr") || recovered.length === bytes.length) continue;
    const tail = contents.get(`${path}.torn`) ?? new Uint8Array();
    const left = Buffer.concat([recovered.subarray(0, recovered.length - closingFrameBytes), tail]);
    expect(left.equals(bytes)).toBe(true);
  }
}

async function check(after: MemoryDisk, count: number): Promise<void> {
  const blobs = new DirectoryBlobStore(root, after);
  const contents = after.contents();
  for (const [recordingId, { frames, isEnding, hasEnded }] of promisedAfter(count)) {
    const bytes = contents.get(blobs.pathOf(recordingId));
    if (!bytes) expect.unreachable(`${recordingId} is lost`);
    const verdict = await verifyRecording(bytesSource(bytes), { checks: nodeChecks });
    if (hasEnded) expect(verdict.status).toBe("complete");
    if (verdict.status === "complete") expect(isEnding).toBe(true);
    else if (verdict.status === "recovered") expect(verdict.closing.frames).toBeGreaterThanOrEqual(frames);
    else expect.unreachable(`${recordingId}: ${verdict.status} after ${count} calls, ${frames} frames promised`);
  }
  // And what had not even been promised as begun is either sound or in quarantine, never complete.
  for (const [path, bytes] of contents) {
    const [, name = ""] = /([0-9a-f]{32})\.fdr$/.exec(path) ?? [];
    if (!RecordingId.safeParse(name).success || promisedAfter(count).has(name)) continue;
    const verdict = await verifyRecording(bytesSource(bytes), { checks: nodeChecks });
    if (verdict.status !== "recovered") expect(contents.has(`${path}.quarantine`)).toBe(true);
  }
}

async function play(count: number, loss: Loss, seed: number): Promise<void> {
  const choices = new Choices(seed);
  const mounted = afterPowerFailure(disk, count, loss, choices);
  const once = await recoverOn(mounted);
  await check(once, count);
  checkNothingThrownAway(mounted, once);
  if (seed % 2 === 0) return;
  const twice = await recoverOn(entriesOf(once));
  expect(blobsOf(twice)).toEqual(blobsOf(once));
  // The power fails again, in the middle of the recovery.
  const interrupted = afterPowerFailure(once, choices.below(once.calls.length + 1), loss, choices);
  const again = await recoverOn(interrupted);
  await check(again, count);
  // A torn closing frame of the first recovery may have become a tail of its own.
  for (const [path, bytes] of blobsOf(once)) expect(blobsOf(again).get(path)).toBe(bytes);
}

test("after a power failure at any call, whatever the disk kept: nothing promised is lost, nothing passes as complete, recovery repeats itself", {
  timeout: 1_800_000,
}, async () => {
  const states = amount({ quick: 300, long: 10_000 });
  const prefixes = disk.calls.length + 1;
  const rounds = Math.ceil(states / prefixes);
  let played = 0;
  for (let round = 0; round < rounds; round++) {
    for (let count = 0; count < prefixes; count++) {
      const seed = round * prefixes + count;
      const loss = round === 0 ? "dropped" : round === 1 ? "kept" : "torn";
      await play(count, loss, seed).catch((error) => {
        throw new Error(`State ${seed}: ${loss} after ${count} of ${prefixes - 1} calls`, { cause: error });
      });
      played++;
    }
  }
  figure("archive: states after power failures played through", played);
  expect(played).toBeGreaterThanOrEqual(states);
});
