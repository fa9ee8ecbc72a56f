import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FixtureName, fixtureRecords, readPatterns, readRtpFixture } from "@ferndiagnose/playback/fixtures";
import { formatComplaintCode, type MarkerRecord } from "@ferndiagnose/protocol";
import { RecordBatch, RecordKind } from "@ferndiagnose/sealed-recording";
import { ChildProgram } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DeskUnderTest, type TestRecording } from "../desk/testing/desk-under-test.ts";
import { testRandom } from "../testing/test-ports.ts";
import { type CasesCommandOptions, casesCommand } from "./cases.ts";
import { readOrMakeViewerFile } from "./client/viewer-file.ts";
import { CommandError } from "./command-error.ts";
import { type ExportCommandOptions, exportCommand } from "./export.ts";
import { type HoldCommandOptions, holdCommand } from "./hold.ts";
import { inspectCommand } from "./inspect.ts";
import { verifyCommand } from "./verify.ts";

const command = fileURLToPath(new URL("../../../scripts/recordings", import.meta.url));
const hourMs = 3_600_000;
let desk: DeskUnderTest;

beforeAll(async () => {
  desk = await DeskUnderTest.create();
});
afterAll(() => desk.remove());

interface Outcome {
  status: number | null;
  text: string;
}

async function run(args: string[], env: NodeJS.ProcessEnv = process.env, program = command): Promise<Outcome> {
  const child = await ChildProgram.start({ command: program, args, env });
  const status = await child.exited;
  return { status, text: child.output() };
}

/** A command in this process: as `scripts/recordings` runs it, without the second it takes to start. */
async function inProcess(command: (print: (line: string) => void) => Promise<number>): Promise<Outcome> {
  const lines: string[] = [];
  try {
    const status = await command((line) => void lines.push(line));
    return { status, text: lines.join("\n") };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { status: error.exitCode, text: error.message };
  }
}

function verify(file: string, receipt?: string): Promise<Outcome> {
  return inProcess((print) => verifyCommand({ file, anchors: [], receipt }, print));
}

const atDesk = (name: "anna" | "bert") => ({
  desk: desk.url,
  key: desk.keyFile(name),
  askPassphrase: () => Promise.reject(new Error("There is no passphrase")),
  random: testRandom,
  clock: desk.clock,
});

function exported(facts: Partial<ExportCommandOptions> & { caseId: string; viewer: string; out: string }) {
  const rest = { environment: process.env, progress: () => undefined };
  return inProcess((print) => exportCommand({ ...atDesk("anna"), ...rest, ...facts }, print));
}

/** A finished recording whose fixtures begin at the given seconds; its times are made up, so it is written in no time. */
function recordingOf(
  parts: [FixtureName, number][],
  durationS: number,
  isFinished = true,
  markers: [MarkerRecord["marker"], number][] = [],
): Promise<TestRecording> {
  const batches = parts.map(([name, startS]) => {
    const batch = new RecordBatch();
    for (const { timeUs, kind, payload } of fixtureRecords(readRtpFixture(name), startS * 1e6)) {
      batch.append(timeUs, kind, payload);
    }
    return { monoMs: (startS + 4) * 1000, batch: batch.take() };
  });
  const marks = new RecordBatch();
  for (const [marker, atMs] of markers) {
    marks.append(atMs * 1000, RecordKind.marker, Buffer.from(JSON.stringify({ marker })));
  }
  if (markers.length > 0) batches.push({ monoMs: durationS * 1000, batch: marks.take() });
  return desk.recordBatches(batches, durationS * 1000, isFinished);
}

/** A case that anna has taken and two have approved. */
async function approvedCase(recording: TestRecording) {
  const { caseId } = await desk.complain(recording);
  const viewer = join(desk.folder, `${caseId}.viewer`);
  const { publicKey } = await readOrMakeViewerFile(viewer, testRandom);
  const anna = await desk.signIn("anna");
  await anna.take(caseId, publicKey);
  await anna.approve(caseId, hourMs);
  await (await desk.signIn("bert")).approve(caseId, hourMs);
  return { caseId, viewer };
}

function exportArgs(review: { caseId: string; viewer: string }, out = join(desk.folder, "out.mp4")): string[] {
  const { caseId, viewer } = review;
  return ["export", caseId, "--desk", desk.url, "--key", desk.keyFile("anna"), "--viewer", viewer, "--out", out];
}

test("verify: 0 complete, 1 damaged with the frame, 1 without an end; and whether it is the receipt's recording", async () => {
  const recording = await recordingOf(
    [
      ["vp8", 0],
      ["vp8", 5],
    ],
    10,
  );
  const file = desk.pathOf(recording);
  const receipt = join(desk.folder, "receipt.json");
  writeFileSync(receipt, JSON.stringify(recording.receiptFile));
  const sound = await run(["verify", file, "--receipt", receipt]);
  expect(sound).toMatchObject({ status: 0, text: expect.stringContaining("complete: 3 frames") });
  expect(sound.text).toContain("the recording of the receipt, with 1 anchors");
  const other = await desk.record();
  const foreign = await verify(desk.pathOf(other), receipt);
  expect(foreign.status).toBe(1);
  const { receipt: signed } = recording.receiptFile;
  const forged = { ...recording.receiptFile, receipt: { ...signed, receipt: { ...signed.receipt, deleteAt: 1 } } };
  writeFileSync(receipt, JSON.stringify(forged));
  expect(await verify(file, receipt)).toMatchObject({
    status: 1,
    text: expect.stringContaining("its signature is wrong"),
  });
  const bytes = readFileSync(file);
  const secondFrame = bytes.indexOf("FDRF", bytes.indexOf("FDRF") + 4);
  bytes[secondFrame + 200] = (bytes[secondFrame + 200] ?? 0) ^ 1;
  const damaged = join(desk.folder, "damaged.fdr");
  writeFileSync(damaged, bytes);
  expect(await verify(damaged)).toMatchObject({ status: 1, text: expect.stringContaining("frame 2") });
  const open = desk.pathOf(await recordingOf([["vp8", 0]], 5, false));
  expect(await verify(open)).toMatchObject({
    status: 1,
    text: expect.stringContaining("no end after frame 1"),
  });
  const inspected = await inProcess((print) => inspectCommand(file, print));
  expect(inspected.status).toBe(0);
  for (const part of [recording.sessionId, desk.auditors.cleo.key.keyId, "90 days"]) {
    expect(inspected.text).toContain(part);
  }
});

test("from the complaint to the video, typed as people type it: each codec at its time, pauses held", async () => {
  const parts: [FixtureName, number][] = [
    ["av1", 2],
    ["h264", 8],
    ["vp9", 14],
    ["vp8", 20],
  ];
  const recording = await recordingOf(parts, 28);
  const at = (name: "anna" | "bert") => ["--desk", desk.url, "--key", desk.keyFile(name)];
  const code = formatComplaintCode(recording.code).toLowerCase();
  const complaint = await run(["complain", "--desk", desk.url, "--number", recording.sessionId, "--code", code]);
  expect(complaint.status, complaint.text).toBe(0);
  const caseId = /case +([a-z2-7]{16})/.exec(complaint.text)?.[1] ?? "";
  const list = await run(["cases", "list", ...at("bert")]);
  expect(list.text).toContain(`${caseId}  open`);
  const viewer = join(desk.folder, "viewer.json");
  expect(await run(["cases", "take", caseId, "--viewer", viewer, ...at("anna")])).toMatchObject({ status: 0 });
  expect(await run(["cases", "approve", caseId, "--hours", "2", ...at("anna")])).toMatchObject({ status: 0 });
  const out = join(desk.folder, "out.mp4");
  expect(await run(exportArgs({ caseId, viewer }, out))).toMatchObject({
    status: 1,
    text: expect.stringContaining("Ask more auditors to approve"),
  });
  const approved = await run(["cases", "approve", caseId, ...at("bert"), "--json"]);
  expect(JSON.parse(approved.text)).toMatchObject({ state: "approved", approvals: { length: 2 } });
  const exported = await run(exportArgs({ caseId, viewer }, out));
  expect(exported.status, exported.text).toBe(0);
  expect(await run(["cases", "close", caseId, ...at("bert")])).toMatchObject({ status: 0 });
  expect(await run(exportArgs({ caseId, viewer }, join(desk.folder, "late.mp4")))).toMatchObject({
    status: 1,
    text: expect.stringContaining("The case is closed"),
  });

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
  expect(readdirSync(desk.folder).filter((name) => name.startsWith("."))).toEqual([]);
});

test("paused: a calm area with words instead of the picture; masked: words below it; both in timeline and inspect", async () => {
  const recording = await recordingOf([["vp8", 0]], 8, true, [
    ["masked", 1_000],
    ["paused", 2_000],
    ["unmasked", 5_000],
    ["continued", 6_000],
  ]);
  const out = join(desk.folder, "paused.mp4");
  const outcome = await exported({ ...(await approvedCase(recording)), out });
  expect(outcome).toMatchObject({ status: 0, text: expect.stringContaining("00:00:02.000 to 00:00:06.000  paused") });
  const patterns = readPatterns(out, { framesPerSecond: 2, crop: "320:180:80:0" });
  const isCovered = (second: number) => patterns[second * 2]?.frame === undefined;
  // The fixture's picture goes on for four seconds and is held then; what lies under the pause must not be seen.
  expect([0, 1, 2.5, 3, 4, 5, 5.5, 6.5, 7].map(isCovered)).toEqual([
    ...[false, false],
    ...[true, true, true, true, true],
    ...[false, false],
  ]);
  const picture = "320:180:80:0";
  expect(grey(out, 1.5, picture)).toBeGreaterThan(grey(out, 4, picture));
  const line = "480:14:0:204";
  expect([0.5, 1.5, 4, 7].map((second) => grey(out, second, line) > 0)).toEqual([false, true, false, false]);

  const timeline = join(desk.folder, "timeline.json");
  expect(JSON.parse(readFileSync(timeline, "utf8")).covered).toEqual([
    { kind: "masked", fromMs: 1_000, untilMs: 2_000 },
    { kind: "paused", fromMs: 2_000, untilMs: 6_000 },
  ]);
  const inspected = await inProcess((print) => inspectCommand(timeline, print));
  expect(inspected).toMatchObject({ status: 0, text: expect.stringContaining("chosen windows only") });
  expect(inspected.text).toContain(recording.sessionId);
  expect(await inProcess((print) => inspectCommand(desk.keyFile("anna"), print))).toMatchObject({ status: 1 });
});

/** Mean brightness above black of a part of the video at a second. */
function grey(file: string, second: number, crop: string): number {
  const filter = `crop=${crop},format=gray`;
  // biome-ignore format: one option a line would hide the command.
  const args = ["-v", "error", "-ss", String(second), "-i", file, "-frames:v", "1", "-vf", filter, "-f", "rawvideo", "-"];
  const pixels = execFileSync("ffmpeg", args);
  return pixels.reduce((sum, pixel) => sum + Math.max(0, pixel - 20), 0) / pixels.length;
}

test("a recording without a picture is black with the text, of its length", async () => {
  const out = join(desk.folder, "black.mp4");
  const review = await approvedCase(await recordingOf([], 3));
  expect(await exported({ ...review, out })).toMatchObject({ status: 0 });
  const args = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", out];
  expect(Math.abs(Number(execFileSync("ffprobe", args, { encoding: "utf8" })) - 3)).toBeLessThan(0.2);
});

test("wrong files and addresses, no ffmpeg, no font: a sentence each, and nothing left behind", async () => {
  const review = await approvedCase(await recordingOf([["vp8", 0]], 4));
  const out = join(desk.folder, "nothing.mp4");
  const other = join(desk.folder, "other.viewer");
  await readOrMakeViewerFile(other, testRandom);
  const refusals: [Partial<ExportCommandOptions>, string][] = [
    [{ viewer: other }, "Is the viewer file the one of this case?"],
    [{ viewer: join(desk.folder, "none.viewer") }, "There is no file"],
    [{ key: review.viewer }, "is no auditor key file"],
    [{ key: join(desk.folder, "none.key") }, "Cannot read"],
    [{ key: desk.keyFile("bert") }, "may not do that"],
    [{ caseId: "nonsense" }, "16 letters and digits"],
    [{ caseId: "a".repeat(16) }, "There is no such case"],
    [{ out: join(desk.folder, "x.avi") }, ".mp4"],
    [{ out: join(desk.folder, "none", "x.mp4") }, "Cannot write"],
    [{ desk: "http://127.0.0.1:9" }, "does not answer. Check --desk"],
    [{ desk: "nonsense" }, "is no address of a desk"],
    [{ environment: { ...process.env, FERNDIAGNOSE_FONT: "/none.ttf" } }, "font file /none.ttf does not exist"],
  ];
  for (const [facts, sentence] of refusals) {
    expect(await exported({ ...review, out, ...facts })).toEqual({
      status: 1,
      text: expect.stringContaining(sentence),
    });
  }
  const nodeOnly = join(fileURLToPath(new URL("../../../node_modules/.bin", import.meta.url)));
  const program = fileURLToPath(new URL("../../../scripts/commands/recordings.ts", import.meta.url));
  const args = [program, ...exportArgs(review, out)];
  const noFfmpeg = await run(args, { PATH: nodeOnly }, join(nodeOnly, "node"));
  expect(noFfmpeg).toMatchObject({ status: 1, text: expect.stringContaining("ffmpeg was not found") });
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(desk.folder).filter((name) => name.startsWith("."))).toEqual([]);
  const noViewer = await run(["export", review.caseId]);
  expect(noViewer).toMatchObject({ status: 1, text: expect.stringContaining("scripts/recordings COMMAND") });
});

test("an export that is broken off leaves no decoded picture and no download behind", async () => {
  const review = await approvedCase(await recordingOf([["vp8", 0]], 3_600));
  const out = join(desk.folder, "broken.mp4");
  const child = await ChildProgram.start({ command, args: exportArgs(review, out) });
  const leftovers = () => readdirSync(desk.folder).filter((name) => name.startsWith(".broken.mp4"));
  await expect.poll(() => leftovers().length, { timeout: 30_000 }).toBe(1);
  const renderers = () => spawnSync("pgrep", ["-f", `${desk.folder}/.*/video.mp4`], { encoding: "utf8" }).stdout;
  await expect.poll(renderers, { timeout: 30_000 }).not.toBe("");
  child.signal("SIGTERM");
  expect(await child.exited).toBe(130);
  await expect.poll(renderers).toBe("");
  expect(leftovers()).toEqual([]);
  expect(existsSync(out)).toBe(false);
});

test("a hold is extended by two, and ended by two after two have closed a complaint that nobody had looked at", async () => {
  const recording = await desk.record();
  const { caseId } = await desk.complain(recording);
  const out = join(desk.folder, "extension.json");
  const facts = { action: "extend", number: recording.sessionId, days: undefined, reason: undefined, out: undefined };
  const hold = (name: "anna" | "bert", more: Partial<HoldCommandOptions>) =>
    inProcess((print) => holdCommand({ ...atDesk(name), ...facts, with: undefined, ...more }, print));
  expect(await hold("anna", { days: "31" })).toMatchObject({ status: 1, text: expect.stringContaining("at most 30") });
  expect(await hold("anna", { days: "20", reason: "court asks", out })).toMatchObject({ status: 0 });
  expect(await hold("anna", { with: out })).toMatchObject({ status: 1, text: expect.stringContaining("two persons") });
  expect(await hold("bert", { with: out })).toMatchObject({ status: 0, text: expect.stringContaining("court asks") });
  const close = (name: "anna" | "bert", more: Partial<CasesCommandOptions>) => {
    const rest = { viewer: undefined, hours: "1", auditors: undefined, out: undefined, with: undefined, json: false };
    return inProcess((print) => casesCommand({ ...atDesk(name), action: "close", caseId, ...rest, ...more }, print));
  };
  const [closing, ending] = [join(desk.folder, "closing.json"), join(desk.folder, "ending.json")];
  expect(await close("anna", {})).toMatchObject({ status: 1, text: expect.stringContaining("two persons") });
  expect(await close("anna", { out: closing })).toMatchObject({ status: 0, text: expect.stringContaining(": open") });
  expect(await close("bert", { with: closing })).toMatchObject({
    status: 0,
    text: expect.stringContaining(": closed"),
  });
  expect(await hold("anna", { action: "end" })).toMatchObject({ status: 1, text: expect.stringContaining("--out") });
  expect(await hold("anna", { action: "end", out: ending })).toMatchObject({ status: 0 });
  expect(await hold("anna", { action: "end", with: ending })).toMatchObject({
    status: 1,
    text: expect.stringContaining("two persons"),
  });
  expect(await hold("bert", { action: "end", with: ending })).toMatchObject({ status: 0 });
});
