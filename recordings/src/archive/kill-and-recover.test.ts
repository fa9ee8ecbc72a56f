import { randomBytes, randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks, signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { amount, ChildProgram, figure } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { realPorts } from "../testing/test-ports.ts";
import { ArchiveIndex } from "./archive-index.ts";
import { noLog } from "./testing/no-log.ts";

const program = fileURLToPath(new URL("./testing/writing-program.ts", import.meta.url));
const seed = randomBytes(32);
const ports = realPorts();

interface Promised {
  frames: number;
  isEnding: boolean;
  hasEnded: boolean;
}

/** Kills a writing process somewhere; gives what it had been promised. */
async function kill(directory: string, parallel: number): Promise<Map<string, Promised>> {
  const args = [program, directory, seed.toString("hex"), String(parallel)];
  const writer = await ChildProgram.start({ command: process.execPath, args });
  await writer.waitForLine(/^began /, 60_000);
  await sleep(randomInt(0, 400));
  writer.signal("SIGKILL");
  await writer.exited;
  const promised = new Map<string, Promised>();
  for (const line of writer.lines) {
    const [what, recordingId = "", frames = ""] = line.split(" ");
    const known = promised.get(recordingId) ?? { frames: 0, isEnding: false, hasEnded: false };
    if (what === "durable") known.frames = Number(frames);
    if (what === "ending") known.isEnding = true;
    if (what === "ended") known.hasEnded = true;
    promised.set(recordingId, known);
  }
  return promised;
}

async function startArchive(directory: string) {
  const database = openSqliteDatabase(join(directory, "recordings.db"));
  await database.migrate();
  const blobs = new DirectoryBlobStore(directory);
  const archive = new ArchiveIndex({ blobs, database, recoveryKey: signingKeyFromSeed(seed), ...noLog, ...ports });
  const started = await archive.start();
  const rows = await database.tables.selectFrom("recording").select(["recording_id", "state", "technician"]).execute();
  await database.close();
  return { started, rows: new Map(rows.map((row) => [row.recording_id, row])), blobs };
}

async function check(directory: string, promised: ReadonlyMap<string, Promised>): Promise<void> {
  const { started, rows, blobs } = await startArchive(directory);
  expect(started).toMatchObject({ missing: [], changed: [], failed: [], destroyedAgain: [] });
  const files = new Map<string, Buffer>();
  for await (const { name } of blobs.list()) {
    files.set(name, readFileSync(blobs.pathOf(name)));
    expect(statSync(blobs.pathOf(name)).mode & 0o777).toBe(0o600);
  }
  for (const [recordingId, { frames, isEnding, hasEnded }] of promised) {
    const blob = await blobs.open(recordingId);
    const verdict = await verifyRecording(blob, { checks: nodeChecks }).finally(() => blob.close());
    expect(rows.get(recordingId)).toMatchObject({ state: verdict.status, technician: "ABCD-EFGH" });
    if (hasEnded) expect(verdict.status).toBe("complete");
    if (verdict.status === "complete") expect(isEnding).toBe(true);
    else if (verdict.status === "recovered") {
      expect(verdict.closing.frames).toBeGreaterThanOrEqual(frames);
      // One frame may have become durable that the process had not told of; at the end, the index frame too.
      expect(verdict.closing.frames).toBeLessThanOrEqual(frames + (isEnding ? 2 : 1));
    } else expect.unreachable(`${recordingId}: ${verdict.status}`);
  }
  const again = await startArchive(directory);
  expect(again.started).toMatchObject({ settled: [], neverBegun: [], failed: [] });
  for (const [name, bytes] of files) expect(readFileSync(blobs.pathOf(name)).equals(bytes)).toBe(true);
}

test("kill -9 at random points, 1 to 16 recordings at a time: nothing promised is lost, and recovery is idempotent", {
  timeout: 3_600_000,
}, async () => {
  const kills = amount({ quick: 12, long: 1_000 });
  let begun = 0;
  const recordings = { total: 0, ended: 0, frames: 0 };
  const killOn = async () => {
    while (begun < kills) {
      const parallel = 1 + ((5 * begun++) % 16);
      const directory = mkdtempSync(join(tmpdir(), "ferndiagnose-killed-"));
      const promised = await kill(directory, parallel);
      await check(directory, promised);
      rmSync(directory, { recursive: true });
      recordings.total += promised.size;
      for (const { frames, hasEnded } of promised.values()) {
        recordings.frames += frames;
        if (hasEnded) recordings.ended++;
      }
    }
  };
  await Promise.all([killOn(), killOn(), killOn()]);
  const { total, ended, frames } = recordings;
  figure(
    "kill -9 while writing",
    `${kills} kills, ${total} recordings (${ended} had ended), ${frames} frames acknowledged, 0 lost`,
  );
  expect(frames).toBeGreaterThan(kills);
});
