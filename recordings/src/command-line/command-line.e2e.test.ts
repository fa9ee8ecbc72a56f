import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FixtureName, fixtureRecords, readPatterns, readRtpFixture } from "@ferndiagnose/playback/fixtures";
import { SessionId } from "@ferndiagnose/protocol";
import { RecordBatch } from "@ferndiagnose/sealed-recording";
import { ChildProgram } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { beginRecording } from "../recorder/begin-recording.ts";
import { TestArchive } from "../testing/test-archive.ts";
import { realPorts } from "../testing/test-ports.ts";

const command = fileURLToPath(new URL("../../../scripts/recordings", import.meta.url));
let archive: TestArchive;

beforeEach(async () => {
  archive = await TestArchive.create();
});
afterEach(() => archive.remove());

function run(args: string[], env: NodeJS.ProcessEnv = {}): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: { ...process.env, ...env } });
  return { status, text: stdout + stderr };
}

/** A finished recording whose fixtures begin at the given seconds; its times are made up, so it is written in no time. */
async function recordingOf(parts: [FixtureName, number][], durationS: number, isFinished = true): Promise<string> {
  const ports = realPorts();
  const { created, file } = await beginRecording(archive.place, SessionId.parse("c".repeat(20)), ports);
  const { header, writer } = created;
  const batch = new RecordBatch();
  for (const [name, startS] of parts) {
    for (const { timeUs, kind, payload } of fixtureRecords(readRtpFixture(name), startS * 1e6)) {
      batch.append(timeUs, kind, payload);
    }
    const monoMs = (startS + 4) * 1000;
    await file.append(writer.seal(batch.take(), { utcMs: header.createdAtMs + monoMs, monoMs, keyFrame: true }));
  }
  const monoMs = durationS * 1000;
  const end = writer.finish({ utcMs: header.createdAtMs + monoMs, monoMs, reason: "customer_f11" });
  if (isFinished) await file.append(end.bytes);
  await file.close();
  return archive.place.archive.pathOf(header.recordingId);
}

function exportOf(file: string, keys: string[], out = join(archive.folder, "out.mp4"), env: NodeJS.ProcessEnv = {}) {
  return run(["export", file, ...keys.flatMap((key) => ["--key", key]), "--out", out], env);
}

test("verify: 0 complete, 1 damaged with the frame, 1 without an end", async () => {
  const file = await recordingOf(
    [
      ["vp8", 0],
      ["vp8", 5],
    ],
    10,
  );
  expect(run(["verify", file])).toMatchObject({ status: 0, text: expect.stringContaining("complete: 3 frames") });
  const bytes = readFileSync(file);
  const secondFrame = bytes.indexOf("FDRF", bytes.indexOf("FDRF") + 4);
  bytes[secondFrame + 200] = (bytes[secondFrame + 200] ?? 0) ^ 1;
  writeFileSync(join(archive.folder, "damaged.fdr"), bytes);
  expect(run(["verify", join(archive.folder, "damaged.fdr")])).toMatchObject({
    status: 1,
    text: expect.stringContaining("frame 2"),
  });
  expect(exportOf(join(archive.folder, "damaged.fdr"), [archive.keyFile(0), archive.keyFile(1)])).toMatchObject({
    status: 1,
    text: expect.stringContaining("damaged: frame 2"),
  });
  const open = await recordingOf([["vp8", 0]], 5, false);
  expect(run(["verify", open])).toMatchObject({ status: 1, text: expect.stringContaining("no end after frame 1") });
  expect(run(["verify", join(archive.folder, "nothing.fdr")])).toMatchObject({ status: 1 });
});

test("inspect tells what needs no key", async () => {
  const file = await recordingOf([["vp8", 0]], 5);
  const { status, text } = run(["inspect", file]);
  expect(status).toBe(0);
  for (const part of ["c".repeat(20), "auditors-1 (auditors): 2 of 3", archive.auditors[0]?.keyId, "90 days"]) {
    expect(text).toContain(part);
  }
});

test("every codec after the other, with pauses: one video of the right length, each picture at its time, the last one held", async () => {
  const parts: [FixtureName, number][] = [
    ["av1", 2],
    ["h264", 8],
    ["vp9", 14],
    ["vp8", 20],
  ];
  const file = await recordingOf(parts, 28);
  const out = join(archive.folder, "out.mp4");
  expect(exportOf(file, [archive.keyFile(1), archive.keyFile(2)], out)).toMatchObject({ status: 0 });
  const args = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", out];
  expect(Math.abs(Number(execFileSync("ffprobe", args, { encoding: "utf8" })) - 28)).toBeLessThan(0.2);
  const patterns = readPatterns(out, { framesPerSecond: 2, crop: "320:180:80:0" });
  const atSecond = (second: number) => patterns[second * 2]?.frame;
  expect(atSecond(1)).toBeUndefined();
  for (const [, startS] of parts) {
    const [early = 0, late = 0] = [atSecond(startS + 1), atSecond(startS + 3)];
    expect(late - early).toBeGreaterThan(14);
    expect(late - early).toBeLessThan(26);
  }
  expect(atSecond(26)).toBe(atSecond(27));
  expect(readdirSync(archive.folder).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a recording without a picture is black with the text, of its length", async () => {
  const out = join(archive.folder, "out.mp4");
  expect(exportOf(await recordingOf([], 3), [archive.keyFile(0), archive.keyFile(1)], out)).toMatchObject({
    status: 0,
  });
  const args = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", out];
  expect(Math.abs(Number(execFileSync("ffprobe", args, { encoding: "utf8" })) - 3)).toBeLessThan(0.2);
});

test("wrong and too few keys, no ffmpeg, no font: a sentence each, and nothing left behind", async () => {
  const file = await recordingOf([["vp8", 0]], 4);
  const stranger = join(archive.folder, "stranger.json");
  expect(run(["auditor-key", "--out", stranger])).toMatchObject({ status: 0 });
  const [first, second] = [archive.keyFile(0), archive.keyFile(1)];
  expect(exportOf(file, [first]).text).toContain("Too few keys: 1 given, the recording opens with 2 of 3");
  expect(exportOf(file, [first, first]).text).toContain("given twice");
  expect(exportOf(file, [first, stranger]).text).toContain("is not the key of an auditor of this recording");
  expect(exportOf(file, [first, file]).text).toContain("is no auditor key file");
  expect(exportOf(file, [first, join(archive.folder, "none")]).text).toContain("Cannot read");
  expect(exportOf(file, [first, second], join(archive.folder, "x.avi")).text).toContain(".mp4");
  expect(exportOf(file, [first, second], join(archive.folder, "none", "x.mp4")).text).toContain("Cannot write");
  const noFont = exportOf(file, [first, second], undefined, { FERNDIAGNOSE_FONT: "/none.ttf" });
  expect(noFont.text).toContain("font file /none.ttf does not exist");
  const nodeOnly = join(fileURLToPath(new URL("../../../node_modules/.bin", import.meta.url)));
  const program = fileURLToPath(new URL("../../../scripts/commands/recordings.ts", import.meta.url));
  const args = [program, "export", file, "--key", first, "--key", second, "--out", join(archive.folder, "out.mp4")];
  const { stderr } = spawnSync(join(nodeOnly, "node"), args, { encoding: "utf8", env: { PATH: nodeOnly } });
  expect(stderr).toContain("ffmpeg was not found");
  expect(existsSync(join(archive.folder, "out.mp4"))).toBe(false);
  expect(run(["export", file])).toMatchObject({
    status: 1,
    text: expect.stringContaining("scripts/recordings COMMAND"),
  });
  expect(run(["verify", "--nonsense"])).toMatchObject({ status: 1 });
});

test("auditor-set is made of key files and holds no private key", () => {
  const out = join(archive.folder, "set.json");
  const keys = [0, 1, 2].map((index) => archive.keyFile(index));
  expect(run(["auditor-set", "--out", out, ...keys])).toMatchObject({ status: 0 });
  const text = readFileSync(out, "utf8");
  expect(JSON.parse(text)).toMatchObject({ threshold: 2, version: 1, auditors: { length: 3 } });
  for (const key of archive.auditors) expect(text).not.toContain(Buffer.from(key.privateKey).toString("hex"));
  expect(run(["auditor-set", "--out", out, ...keys]).text).toContain("EEXIST");
  expect(run(["auditor-set", "--out", join(archive.folder, "y.json"), ...keys.slice(0, 1)])).toMatchObject({
    status: 1,
  });
});

test("an export that is broken off leaves no decoded picture behind", async () => {
  const file = await recordingOf([["vp8", 0]], 3_600);
  const out = join(archive.folder, "out.mp4");
  const keys = ["--key", archive.keyFile(0), "--key", archive.keyFile(1)];
  const child = await ChildProgram.start({ command, args: ["export", file, ...keys, "--out", out] });
  const leftovers = () => readdirSync(archive.folder).filter((name) => name.startsWith(".out.mp4"));
  await expect.poll(() => leftovers().length, { timeout: 30_000 }).toBe(1);
  const renderers = () => spawnSync("pgrep", ["-f", `${archive.folder}/.*/video.mp4`], { encoding: "utf8" }).stdout;
  await expect.poll(renderers, { timeout: 30_000 }).not.toBe("");
  child.signal("SIGTERM");
  expect(await child.exited).toBe(130);
  await expect.poll(renderers).toBe("");
  expect(leftovers()).toEqual([]);
  expect(existsSync(out)).toBe(false);
  expect(existsSync(join(archive.folder, "timeline.json"))).toBe(false);
});
