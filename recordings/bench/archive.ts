/**
 * How fast a server with a large archive starts, and how fast the whole archive is verified without keys. Real files: small ones
 * for the start, half-second frames of 2 Mbit/s for the scrub. What is scrubbed was just written, so the disk itself is not measured.
 */

import { createHash } from "node:crypto";
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "@ferndiagnose/server";
import { ArchiveIndex } from "../src/archive/archive-index.ts";
import { scrubArchive } from "../src/archive/scrub/scrub-archive.ts";
import { noLog } from "../src/archive/testing/no-log.ts";
import { RecordingMaker } from "../src/archive/testing/recording-maker.ts";
import { DirectoryBlobStore } from "../src/blob-store/directory-blob-store.ts";
import { openSqliteDatabase } from "../src/database/sqlite-database.ts";
import { packetBatch } from "./packet-batch.ts";
import { printFigure } from "./print-figure.ts";

const { values } = parseArgs({
  options: {
    recordings: { type: "string", default: "10000" },
    open: { type: "string", default: "20" },
    files: { type: "string", default: "16" },
    megabytes: { type: "string", default: "1024" },
    rounds: { type: "string", default: "3" },
  },
});
const frameMs = 500;
const bitsPerSecond = 2_000_000;
const maker = await RecordingMaker.create();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const folder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-bench-archive-"));
try {
  await measureStart(path.join(folder, "many"), Number(values.recordings), Number(values.open));
  await measureScrub(path.join(folder, "large"), Number(values.files), Number(values.megabytes) * 1e6);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureStart(directory: string, count: number, unfinished: number): Promise<void> {
  const blobs = new DirectoryBlobStore(directory);
  await mkdir(directory);
  const database = openSqliteDatabase(path.join(directory, "recordings.db"));
  await database.migrate();
  const template = Buffer.concat((await maker.make()).pieces);
  const place = async (recordingId: string, bytes: Uint8Array) => {
    await mkdir(path.dirname(blobs.pathOf(recordingId)), { recursive: true });
    await writeFile(blobs.pathOf(recordingId), bytes);
  };
  await database.transaction(async (tables) => {
    for (let nth = 0; nth < count; nth++) {
      const recordingId = createHash("md5").update(`${nth}`).digest("hex");
      await place(recordingId, template);
      const times = { started_at: 1, ended_at: 2, delete_at: 3, latest_delete_at: 4, final_seq: 1, final_hash: "00" };
      const row = { recording_id: recordingId, state: "complete" as const, bytes: template.length, ...times };
      await tables.insertInto("recording").values(row).execute();
    }
  });
  for (let nth = 0; nth < unfinished; nth++) {
    const { recordingId, sessionId, startedAt, latestDeleteAt, pieces } = await maker.make();
    await place(recordingId, Buffer.concat(pieces.slice(0, -1)));
    const times = { started_at: startedAt, latest_delete_at: latestDeleteAt };
    const row = { recording_id: recordingId, session_id: sessionId, state: "open" as const, bytes: 0, ...times };
    await database.tables.insertInto("recording").values(row).execute();
  }
  const archive = new ArchiveIndex({
    blobs,
    database,
    recoveryKey: maker.recoveryKey,
    ...noLog,
    clock: systemClock,
    log,
  });
  const beganMs = performance.now();
  const { settled } = await archive.start();
  printFigure(`archive.startup_${count}`, performance.now() - beganMs, "ms");
  if (settled.length !== unfinished) throw new Error(`${settled.length} of ${unfinished} were recovered`);
  await database.close();
}

async function measureScrub(directory: string, files: number, bytes: number): Promise<void> {
  const blobs = new DirectoryBlobStore(directory);
  for (let file = 0; file < files; file++) await writeLong(blobs, bytes / files);
  const databaseFile = path.join(directory, "none.db");
  const rounds: { one: ScrubSpeed; all: ScrubSpeed }[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const one = await scrubSpeed({ directory, databaseFile, threads: 1 });
    rounds.push({ one, all: await scrubSpeed({ directory, databaseFile }) });
  }
  // Other programs can only make it slower.
  const best = (speed: (round: (typeof rounds)[number]) => number) => Math.max(...rounds.map(speed));
  printFigure(
    "archive.scrub",
    best(({ all }) => all.perSecond),
    "MB/s",
    best(({ one }) => one.perSecond),
  );
  printFigure(
    "archive.scrub_per_core",
    best(({ one }) => one.perCpuSecond),
    "MB per CPU second",
  );
}

interface ScrubSpeed {
  perSecond: number;
  perCpuSecond: number;
}

async function scrubSpeed(options: Parameters<typeof scrubArchive>[0]): Promise<ScrubSpeed> {
  const before = process.cpuUsage();
  const { bytes, elapsedMs, findings } = await scrubArchive(options);
  const { user, system } = process.cpuUsage(before);
  if (findings.length > 0) throw new Error(`The archive is ${findings[0]?.kind}`);
  return { perSecond: bytes / 1_000 / elapsedMs, perCpuSecond: bytes / (user + system) };
}

async function writeLong(blobs: DirectoryBlobStore, bytes: number): Promise<void> {
  const { header, headerBytes, writer } = await maker.begin();
  const file = blobs.pathOf(header.recordingId);
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, "wx");
  try {
    await handle.write(headerBytes);
    let monoMs = 0;
    for (let written = 0; written < bytes; monoMs += frameMs) {
      const frame = writer.seal(packetBatch(monoMs * 1_000, (monoMs + frameMs) * 1_000, bitsPerSecond), {
        utcMs: header.createdAtMs + monoMs,
        monoMs,
      });
      written += (await handle.writev(frame)).bytesWritten;
    }
    await handle.write(writer.finish({ utcMs: header.createdAtMs + monoMs, monoMs, reason: "server_stopped" }).bytes);
  } finally {
    await handle.close();
  }
}
