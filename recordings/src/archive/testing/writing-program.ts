/**
 * A recorder that does nothing but write, to be killed: `node writing-program.ts DIRECTORY RECOVERY_SEED PARALLEL`. Prints what it has been
 * promised: `began ID`, `durable ID FRAMES`, `ending ID`, `ended ID`.
 */

import { randomInt } from "node:crypto";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { Pseudonym, RecordingId, SessionId } from "@ferndiagnose/protocol";
import { fromHex, toHex } from "@ferndiagnose/sealed-recording";
import { systemClock } from "@ferndiagnose/server";
import { DirectoryBlobStore } from "../../blob-store/directory-blob-store.ts";
import { openSqliteDatabase } from "../../database/sqlite-database.ts";
import { OpenRecording } from "../../recorder/open-recording.ts";
import { ArchiveIndex } from "../archive-index.ts";
import { noLog } from "./no-log.ts";
import { batchOf, RecordingMaker } from "./recording-maker.ts";

const [directory = "", seed = "", parallel = "1"] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const maker = await RecordingMaker.create(fromHex(seed));
const blobs = new DirectoryBlobStore(directory);
const database = openSqliteDatabase(join(directory, "recordings.db"));
await database.migrate();
const archive = new ArchiveIndex({
  blobs,
  database,
  recoveryKey: maker.recoveryKey,
  ...noLog,
  clock: systemClock,
  log,
});

/** Synchronously, so that nothing that was told can be lost with the process. */
const tell = (line: string) => void writeSync(1, `${line}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function record(): Promise<void> {
  const created = await maker.begin();
  const { createdAtMs, latestDeleteAtMs } = created.header;
  const recordingId = RecordingId.parse(created.header.recordingId);
  const startUs = systemClock.monotonicUs();
  await archive.begin({
    recordingId,
    sessionId: SessionId.parse(created.header.sessionId),
    technician: Pseudonym.parse("ABCD-EFGH"),
    startedAt: createdAtMs,
    latestDeleteAt: latestDeleteAtMs,
    auditorSetVersion: 1,
    wardens: [],
  });
  const file = await blobs.create(recordingId);
  await file.append(created.headerBytes);
  await file.sync();
  tell(`began ${recordingId}`);
  let frames = 0;
  const onFailed = () => process.exit(1);
  const onDurable = () => tell(`durable ${recordingId} ${++frames}`);
  const recording = new OpenRecording({ clock: systemClock, created, file, startUs, onFailed, onDurable });
  for (let batch = randomInt(1, 60); batch > 0; batch--) {
    recording.addBatch(batchOf(recording.elapsedUs, randomInt(0, 20_000)));
    await pause(5);
  }
  tell(`ending ${recordingId}`);
  const { seq, hash, deleteAtMs, endedAtMs, bytes } = await recording.finish("customer_off");
  tell(`ended ${recordingId}`);
  const end = { endedAt: endedAtMs, deleteAt: deleteAtMs, finalSeq: seq, finalHash: toHex(hash), bytes };
  await archive.end(recordingId, end);
}

async function recordOn(): Promise<never> {
  for (;;) await record();
}

await Promise.all(Array.from({ length: Number(parallel) }, recordOn));
