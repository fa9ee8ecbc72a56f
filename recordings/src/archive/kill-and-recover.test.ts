import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ChildProgram } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestArchive } from "../testing/test-archive.ts";
import { realPorts } from "../testing/test-ports.ts";
import { recordingState, tornTailOf } from "./recording-state.ts";
import { recoverArchive } from "./recover-archive.ts";

const program = fileURLToPath(new URL("../testing/writing-program.ts", import.meta.url));
let archive: TestArchive;
const ports = realPorts();

beforeAll(async () => {
  archive = await TestArchive.create();
});
afterAll(() => archive.remove());

/** Kills a writing process in the middle; gives its recording and the last frame it called durable. */
async function killedRecording(afterMs: number): Promise<{ recordingId: string; acknowledged: number }> {
  const args = [
    program,
    archive.place.archive.directory,
    archive.place.auditorSetFile,
    join(archive.folder, "recovery-key.json"),
  ];
  const writer = await ChildProgram.start({ command: process.execPath, args });
  const line = await writer.waitForLine(/^recording /, 40_000);
  await writer.waitForLine(/^durable 1$/, 40_000);
  await sleep(afterMs);
  writer.signal("SIGKILL");
  await writer.exited;
  const acknowledged = writer.lines.filter((text) => text.startsWith("durable")).length;
  return { recordingId: line.slice("recording ".length), acknowledged };
}

function recover() {
  return recoverArchive(archive.place.archive, archive.place.recoveryKey, ports.log);
}

function digest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

test("20 times kill -9 while writing: no acknowledged frame is lost, and recovery is idempotent", {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < 5; round++) {
    const killed = await Promise.all([0, 37, 71, 113].map((delayMs) => killedRecording(delayMs + round * 11)));
    const paths = killed.map(({ recordingId }) => archive.place.archive.pathOf(recordingId));
    for (const path of paths) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(await recordingState(path)).toBe("unfinished");
    }
    expect(await recover()).toMatchObject({ recovered: { length: 4 }, quarantined: 0, failed: 0 });
    for (const { recordingId, acknowledged } of killed) {
      const verdict = await archive.verify(recordingId);
      expect(verdict.status).toBe("recovered");
      if (verdict.status !== "recovered") continue;
      expect(verdict.closing.frames).toBeGreaterThanOrEqual(acknowledged);
      expect(verdict.closing.frames).toBeLessThanOrEqual(acknowledged + 1);
    }
    const before = paths.map(digest);
    expect((await recover()).recovered).toEqual([]);
    expect(paths.map(digest)).toEqual(before);
  }
});

test("a torn frame is kept beside the file; a recovery that was itself interrupted ends in the same bytes", async () => {
  const { recordingId } = await killedRecording(50);
  const path = archive.place.archive.pathOf(recordingId);
  const intactBytes = statSync(path).size;
  const torn = Buffer.from("FDRF\x01\x01 torn in the middle");
  appendFileSync(path, torn);
  const crashed = readFileSync(path);
  await recover();
  const tail = readFileSync(tornTailOf(path));
  expect(tail.subarray(-torn.length)).toEqual(torn);
  const recovered = readFileSync(path);
  expect((await archive.verify(recordingId)).status).toBe("recovered");
  // Interrupted after the cut, and in the middle of the closing frame.
  for (const length of [crashed.length - tail.length, recovered.length - 100]) {
    truncateSync(path, length);
    await recover();
    expect(readFileSync(path)).toEqual(recovered);
    expect(readFileSync(tornTailOf(path))).toEqual(tail);
  }
  expect(recovered.length).toBeGreaterThanOrEqual(intactBytes);
});

test("a file that was tampered with goes to quarantine and stays as it is", async () => {
  const { recordingId } = await killedRecording(80);
  const path = archive.place.archive.pathOf(recordingId);
  const bytes = readFileSync(path);
  const secondFrame = bytes.indexOf("FDRF", bytes.indexOf("FDRF") + 4);
  bytes[secondFrame + 100] = (bytes[secondFrame + 100] ?? 0) ^ 1;
  truncateSync(path, 0);
  appendFileSync(path, bytes);
  expect(await recover()).toMatchObject({ recovered: [], quarantined: 1 });
  expect(readFileSync(path)).toEqual(bytes);
  expect(await recordingState(path)).toBe("quarantined");
  expect(await recover()).toMatchObject({ recovered: [], quarantined: 0 });
});
