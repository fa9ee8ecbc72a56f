import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { readPattern, startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { approvedCase, exportCase, recordingsCommand } from "../src/auditor.ts";
import type { KeptReceipt } from "../src/customer.ts";
import { playSession } from "../src/play-session.ts";
import { Server } from "../src/server.ts";

const run = promisify(execFile);

const size = { width: 1280, height: 720 };

interface Timeline {
  createdAtMs: number;
  durationMs: number;
  entries: { atMs: number; kind: string; event?: { type: string }; refused?: string; message?: { type: string } }[];
}

describe("promise 7: the recording", () => {
  let server: Server;
  let display: VirtualDisplay;
  let target: TargetWindow;
  let folder: string;
  let file: string;
  let kept: KeptReceipt;
  let receipt: string;
  let keys: string[];
  let livedMs: number;
  let timeline: Timeline;

  beforeAll(async () => {
    server = await Server.start();
    display = await startVirtualDisplay(size);
    target = await TargetWindow.open(display, { moving: true, logFrames: true });
    folder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-export-"));
    keys = server.summary.auditors.map(({ keyFile }) => keyFile);

    const session = await playSession(server, display, "control");
    const start = performance.now();
    const { technician, customer } = session;
    await technician.click(300, 200);
    await target.waitFor((event) => event.event === "button" && !event.pressed);
    await technician.page.waitForTimeout(4_000);
    await customer.setControl(false);
    await technician.page.getByText("Sie dürfen nicht steuern").waitFor();
    await technician.page.waitForTimeout(4_000);
    livedMs = performance.now() - start;
    await technician.end();
    await technician.endReason();
    kept = await customer.receipt();
    receipt = path.join(folder, "receipt.json");
    await writeFile(receipt, JSON.stringify(kept.file));
    await session.stop();
    [file = ""] = await server.recordings(1);
  });

  afterAll(async () => {
    await target?.stop();
    await display?.stop();
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test("verifies without keys, and is the one that the receipt promises", async () => {
    const { code, output } = await recordingsCommand("verify", file, "--receipt", receipt);
    expect(output).toMatch(/complete/);
    expect(output).toMatch(/the recording of the receipt, with [1-9]\d* anchors/);
    expect(code, output).toBe(0);
  });

  test("one auditor alone does not open it, not even with the complaint", async () => {
    const { desk } = server.summary;
    const out = path.join(folder, "one.mp4");
    const alone = await approvedCase(server, kept, keys.slice(0, 1), { folder });
    const twice = await recordingsCommand("cases", "approve", alone.caseId, "--desk", desk, "--key", alone.key);
    expect(twice.output).toContain("same person");
    const exported = await exportCase(desk, alone, out);
    expect(exported.code).toBe(1);
    expect(exported.output).toContain("approv");
    await expect(readFile(out)).rejects.toThrow("ENOENT");
    const closed = await recordingsCommand("cases", "close", alone.caseId, "--desk", desk, "--key", alone.key);
    expect(closed).toMatchObject({ code: 1, output: expect.stringContaining("two persons") });
  });

  test.each([
    [0, 1],
    [1, 2],
    [2, 0],
  ])("opens for auditors %i and %i, and is as long as the session", async (first, second) => {
    const out = path.join(folder, `session-${first}${second}.mp4`);
    const { desk } = server.summary;
    const review = await approvedCase(server, kept, [keys[first] ?? "", keys[second] ?? ""], { folder });
    const result = await exportCase(desk, review, out);
    expect(result.code, result.output).toBe(0);
    await recordingsCommand("cases", "close", review.caseId, "--desk", desk, "--key", review.key);
    timeline = JSON.parse(await readFile(path.join(folder, "timeline.json"), "utf8")) as Timeline;
    const { stdout } = await run("ffprobe", ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", out]);
    const durationMs = Number(stdout) * 1000;
    expect(Math.abs(durationMs - timeline.durationMs)).toBeLessThan(1_000);
    const at = (type: string) => timeline.entries.find(({ event }) => event?.type === type)?.atMs ?? Number.NaN;
    expect(Math.abs(at("ended") - timeline.durationMs)).toBeLessThan(1_000);
    expect(at("ended") - at("live")).toBeGreaterThan(livedMs - 500);
  });

  test("shows the pattern at the right times", async () => {
    const frames = new Map(target.eventsOf("frame").map(({ frame, at }) => [frame, at]));
    const startMs = timeline.entries.find(({ event }) => event?.type === "live")?.atMs ?? 0;
    for (const afterMs of [3_000, 5_000, 7_000]) {
      const atMs = startMs + afterMs;
      const picture = await pictureAt(path.join(folder, "session-01.mp4"), atMs);
      const reading = readPattern(picture);
      expect(reading, `pattern at ${atMs} ms`).toBeDefined();
      const drawnAt = frames.get(reading?.frame ?? -1) ?? Number.NaN;
      expect(Math.abs(drawnAt - (timeline.createdAtMs + atMs))).toBeLessThan(600);
    }
  });

  test("holds life cycle, rights and input in order", () => {
    const happened = timeline.entries.flatMap(({ event }) => (event === undefined ? [] : [event.type]));
    const lifeCycle = ["key_issued", "key_recognised", "joined", "admitted", "consented", "armed", "live", "ended"];
    expect(happened.filter((type) => lifeCycle.includes(type))).toEqual(lifeCycle);
    const times = timeline.entries.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));

    const rights = timeline.entries.filter(({ event }) => event?.type === "rights_changed");
    expect(rights).toHaveLength(2);
    const clicks = timeline.entries.filter(({ message }) => message?.type === "button");
    expect(clicks).toHaveLength(2);
    const [granted = 0, restricted = 0] = rights.map(({ atMs }) => atMs);
    for (const click of clicks) {
      expect(click.refused).toBeUndefined();
      expect(click.atMs).toBeGreaterThan(granted);
      expect(click.atMs).toBeLessThan(restricted);
    }
    expect(timeline.entries.some(({ kind }) => kind === "marker")).toBe(true);
  });
});

/** The customer's screen at that time; the export's text stands in a strip below it. */
async function pictureAt(video: string, atMs: number) {
  const { stdout } = await run(
    "ffmpeg",
    [
      "-v",
      "error",
      "-ss",
      (atMs / 1000).toFixed(3),
      "-i",
      video,
      "-frames:v",
      "1",
      "-vf",
      `crop=${size.width}:${size.height}:0:0`,
      "-f",
      "rawvideo",
      "-pix_fmt",
      "rgba",
      "-",
    ],
    { encoding: "buffer", maxBuffer: 16 * 1024 * 1024 },
  );
  return { ...size, data: new Uint8Array(stdout) };
}
