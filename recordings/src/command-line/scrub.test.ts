import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { amount, ChildProgram } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ArchiveIndex } from "../archive/archive-index.ts";
import type { ScrubReport } from "../archive/scrub/scrub-archive.ts";
import { noLog } from "../archive/testing/no-log.ts";
import { type MadeRecording, RecordingMaker } from "../archive/testing/recording-maker.ts";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import type { RecordingState } from "../database/tables.ts";
import { realPorts } from "../testing/test-ports.ts";
import { progressLine, scrubCommand } from "./scrub.ts";

let directory: string;
let blobs: DirectoryBlobStore;
let database: Database;
let maker: RecordingMaker;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "ferndiagnose-scrub-"));
  blobs = new DirectoryBlobStore(directory);
  database = openSqliteDatabase(join(directory, "recordings.db"));
  await database.migrate();
  maker = await RecordingMaker.create();
});
afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true });
});

async function place(pieces = Number.POSITIVE_INFINITY): Promise<MadeRecording> {
  const made = await maker.make();
  mkdirSync(join(blobs.pathOf(made.recordingId), ".."), { recursive: true });
  writeFileSync(blobs.pathOf(made.recordingId), Buffer.concat(made.pieces.slice(0, pieces)));
  return made;
}

const learn = () =>
  new ArchiveIndex({ blobs, database, recoveryKey: maker.recoveryKey, ...noLog, ...realPorts() }).start();

async function setState({ recordingId }: MadeRecording, state: RecordingState): Promise<void> {
  await database.tables.updateTable("recording").set({ state }).where("recording_id", "=", recordingId).execute();
}

async function scrub(options: { archive?: string; json?: boolean; database?: string; threads?: number } = {}) {
  const lines: string[] = [];
  const exitCode = await scrubCommand(
    {
      archive: options.archive ?? directory,
      database: options.database,
      threads: options.threads ?? 1,
      json: options.json ?? true,
      progress: () => undefined,
    },
    (line) => lines.push(line),
  );
  return { exitCode, lines, report: options.json === false ? undefined : (JSON.parse(lines[0] ?? "") as ScrubReport) };
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

test("a sound archive: exit 0, recovered recordings are told, one being written is none of its business", async () => {
  await place();
  const recovered = await place(3);
  await learn();
  const open = await place(2);
  const times = { started_at: 1, latest_delete_at: 2, bytes: 0 };
  await database.tables
    .insertInto("recording")
    .values({ recording_id: open.recordingId, session_id: open.sessionId, state: "open", ...times })
    .execute();
  appendFileSync(blobs.pathOf(open.recordingId), "FDRF and half a frame");
  const { exitCode, report } = await scrub();
  expect(exitCode).toBe(0);
  expect(report).toMatchObject({
    files: 3,
    hasDatabase: true,
    findings: [{ recordingId: recovered.recordingId, kind: "recovered", detail: "2 frames" }],
  });
  expect(report?.bytes).toBeGreaterThan(3_000);
  const { lines } = await scrub({ json: false });
  expect(lines.at(-1)).toMatch(/^3 recordings, .* MB, \d+ MB\/s: all sound$/);
});

test("finds everything that is wrong, each by its name", async () => {
  const all = await Promise.all(Array.from({ length: 7 }, () => place()));
  const [damaged, missing, reappeared, older, shredding, swapped, other] = all as Required<
    typeof all
  > as MadeRecording[];
  if (!damaged || !missing || !reappeared || !older || !shredding || !swapped || !other) throw new Error();
  await learn();
  const headerBytes = damaged.pieces[0]?.length ?? 0;
  flip(blobs.pathOf(damaged.recordingId), headerBytes + 120);
  rmSync(blobs.pathOf(missing.recordingId));
  await setState(reappeared, "destroyed");
  await setState(shredding, "shredding");
  flip(blobs.pathOf(shredding.recordingId), headerBytes + 120);
  // An older version of the file, cut at a frame's edge: only the head that the database knows betrays it.
  writeFileSync(blobs.pathOf(older.recordingId), Buffer.concat(older.pieces.slice(0, 2)));
  writeFileSync(blobs.pathOf(swapped.recordingId), Buffer.concat(other.pieces));
  const unknown = await place();
  const unfinished = await place(2);
  await blobs.put(`${"c".repeat(32)}.torn`, new Uint8Array(3));
  const { exitCode, report } = await scrub({ threads: 2 });
  expect(exitCode).toBe(1);
  const found = new Map<string, string[]>();
  for (const { recordingId, kind } of report?.findings ?? []) {
    found.set(recordingId, [...(found.get(recordingId) ?? []), kind]);
  }
  expect(found).toEqual(
    new Map([
      [damaged.recordingId, ["damaged"]],
      [missing.recordingId, ["missing"]],
      [reappeared.recordingId, ["reappeared"]],
      [older.recordingId, ["damaged"]],
      [swapped.recordingId, ["damaged"]],
      [unknown.recordingId, ["unknown"]],
      [unfinished.recordingId, ["unknown", "unfinished"]],
      ["c".repeat(32), ["leftover"]],
    ]),
  );
  expect(report?.findings.find(({ recordingId }) => recordingId === damaged.recordingId)?.detail).toBe(
    `frame 1 at byte ${headerBytes}: signature`,
  );
});

test("what somebody should look at is exit 2; without a database the files alone are checked", async () => {
  await place();
  expect(await scrub()).toMatchObject({ exitCode: 2, report: { findings: [{ kind: "unknown" }] } });
  const { exitCode, lines } = await scrub({ json: false, database: join(directory, "none.db") });
  expect(exitCode).toBe(0);
  expect(lines[0]).toContain("no database");
  const quarantined = await place();
  await learn();
  await blobs.put(`${quarantined.recordingId}.quarantine`, Buffer.from('{"reason":"anchor"}'));
  await setState(quarantined, "quarantined");
  expect(await scrub()).toMatchObject({ exitCode: 2, report: { findings: [{ kind: "quarantined" }] } });
});

test("while the server writes, nothing is wrong: neither with what grows nor with what ends meanwhile", {
  timeout: 60_000,
}, async () => {
  const program = fileURLToPath(new URL("../archive/testing/writing-program.ts", import.meta.url));
  const writer = await ChildProgram.start({
    command: process.execPath,
    args: [program, directory, "00".repeat(32), "4"],
  });
  try {
    await writer.waitForLine(/^ended /, 40_000);
    for (let run = 0; run < amount({ quick: 3, long: 30 }); run++) {
      const { exitCode, report } = await scrub();
      expect({ exitCode, findings: report?.findings }).toEqual({ exitCode: 0, findings: [] });
      expect(report?.files).toBeGreaterThan(3);
    }
  } finally {
    await writer.stop();
  }
});

test("an empty archive is sound; what is no archive is not", async () => {
  expect(await scrub()).toMatchObject({ exitCode: 0, report: { files: 0, bytes: 0, findings: [] } });
  await expect(scrub({ archive: join(directory, "elsewhere") })).rejects.toThrow("There is no archive");
});

test("progress tells speed and the time that is left", () => {
  const now = { files: 3, allFiles: 12, bytes: 2.5e9, allBytes: 10e9, elapsedMs: 5_000 };
  expect(progressLine(now)).toBe("3 of 12 files, 2.50 GB of 10.00 GB, 500 MB/s, 00:00:15 left");
});
