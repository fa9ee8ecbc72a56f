import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FixtureName, fixtureRecords, readPatterns, readRtpFixture } from "@ferndiagnose/playback/fixtures";
import { formatComplaintCode } from "@ferndiagnose/protocol";
import { RecordBatch } from "@ferndiagnose/sealed-recording";
import { ChildProgram } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DeskUnderTest, type TestRecording } from "../desk/testing/desk-under-test.ts";
import { testRandom } from "../testing/test-ports.ts";
import { readOrMakeViewerFile } from "./client/viewer-file.ts";

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

/** A finished recording whose fixtures begin at the given seconds; its times are made up, so it is written in no time. */
function recordingOf(parts: [FixtureName, number][], durationS: number, isFinished = true): Promise<TestRecording> {
  const batches = parts.map(([name, startS]) => {
    const batch = new RecordBatch();
    for (const { timeUs, kind, payload } of fixtureRecords(readRtpFixture(name), startS * 1e6)) {
      batch.append(timeUs, kind, payload);
    }
    return { monoMs: (startS + 4) * 1000, batch: batch.take() };
  });
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
  const foreign = await run(["verify", desk.pathOf(other), "--receipt", receipt]);
  expect(foreign.status).toBe(1);
  const { receipt: signed } = recording.receiptFile;
  const forged = { ...recording.receiptFile, receipt: { ...signed, receipt: { ...signed.receipt, deleteAt: 1 } } };
  writeFileSync(receipt, JSON.stringify(forged));
  expect(await run(["verify", file, "--receipt", receipt])).toMatchObject({
    status: 1,
    text: expect.stringContaining("its signature is wrong"),
  });
  const bytes = readFileSync(file);
  const secondFrame = bytes.indexOf("FDRF", bytes.indexOf("FDRF") + 4);
  bytes[secondFrame + 200] = (bytes[secondFrame + 200] ?? 0) ^ 1;
  const damaged = join(desk.folder, "damaged.fdr");
  writeFileSync(damaged, bytes);
  expect(await run(["verify", damaged])).toMatchObject({ status: 1, text: expect.stringContaining("frame 2") });
  const open = desk.pathOf(await recordingOf([["vp8", 0]], 5, false));
  expect(await run(["verify", open])).toMatchObject({
    status: 1,
    text: expect.stringContaining("no end after frame 1"),
  });
  const inspected = await run(["inspect", file]);
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

test("a recording without a picture is black with the text, of its length", async () => {
  const out = join(desk.folder, "black.mp4");
  const review = await approvedCase(await recordingOf([], 3));
  expect(await run(exportArgs(review, out))).toMatchObject({ status: 0 });
  const args = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", out];
  expect(Math.abs(Number(execFileSync("ffprobe", args, { encoding: "utf8" })) - 3)).toBeLessThan(0.2);
});

test("wrong files and addresses, no ffmpeg, no font: a sentence each, and nothing left behind", async () => {
  const review = await approvedCase(await recordingOf([["vp8", 0]], 4));
  const out = join(desk.folder, "nothing.mp4");
  const refusal = async (args: string[], env?: NodeJS.ProcessEnv) => {
    const { status, text } = await run(args, env);
    expect(status).toBe(1);
    return text;
  };
  const other = { ...review, viewer: join(desk.folder, "other.viewer") };
  await readOrMakeViewerFile(other.viewer, testRandom);
  expect(await refusal(exportArgs(other, out))).toContain("Is the viewer file the one of this case?");
  const wrongKey = exportArgs(review, out).map((arg) => (arg === desk.keyFile("anna") ? review.viewer : arg));
  expect(await refusal(wrongKey)).toContain("is no auditor key file");
  const notTaker = exportArgs(review, out).map((arg) => (arg === desk.keyFile("anna") ? desk.keyFile("bert") : arg));
  expect(await refusal(notTaker)).toContain("may not do that");
  expect(await refusal(exportArgs(review, join(desk.folder, "x.avi")))).toContain(".mp4");
  expect(await refusal(exportArgs(review, join(desk.folder, "none", "x.mp4")))).toContain("Cannot write");
  const nowhere = exportArgs(review, out).map((arg) => (arg === desk.url ? "http://127.0.0.1:9" : arg));
  expect(await refusal(nowhere)).toContain("does not answer. Check --desk");
  const noFont = { ...process.env, FERNDIAGNOSE_FONT: "/none.ttf" };
  expect(await refusal(exportArgs(review, out), noFont)).toContain("font file /none.ttf does not exist");
  const nodeOnly = join(fileURLToPath(new URL("../../../node_modules/.bin", import.meta.url)));
  const program = fileURLToPath(new URL("../../../scripts/commands/recordings.ts", import.meta.url));
  const args = [program, ...exportArgs(review, out)];
  const { stderr } = spawnSync(join(nodeOnly, "node"), ["--version"], { encoding: "utf8", env: { PATH: nodeOnly } });
  expect(stderr).toBe("");
  const noFfmpeg = await run(args, { PATH: nodeOnly }, join(nodeOnly, "node"));
  expect(noFfmpeg.text).toContain("ffmpeg was not found");
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(desk.folder).filter((name) => name.startsWith("."))).toEqual([]);
  expect(await refusal(["export", review.caseId])).toContain("scripts/recordings COMMAND");
  expect(await refusal(["verify", "--nonsense"])).toContain("nonsense");
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

test("a hold is extended by two, on the command line too", async () => {
  const recording = await desk.record();
  await desk.complain(recording);
  const at = (name: "anna" | "bert") => ["--desk", desk.url, "--key", desk.keyFile(name)];
  const word = join(desk.folder, "extension.json");
  const { sessionId } = recording;
  const facts = ["--days", "20", "--reason", "court asks", "--out", word];
  expect(await run(["hold", "extend", sessionId, ...facts, ...at("anna")])).toMatchObject({ status: 0 });
  const alone = await run(["hold", "extend", sessionId, "--with", word, ...at("anna")]);
  expect(alone).toMatchObject({ status: 1, text: expect.stringContaining("two persons") });
  const both = await run(["hold", "extend", sessionId, "--with", word, ...at("bert")]);
  expect(both).toMatchObject({ status: 0, text: expect.stringContaining("court asks") });
});
