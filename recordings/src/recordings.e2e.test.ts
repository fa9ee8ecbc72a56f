import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readPatterns, readRtpFixture } from "@ferndiagnose/playback/fixtures";
import {
  type ComplaintCode,
  type EndReason,
  NO_RIGHTS,
  type SessionEvent,
  SessionId,
  type SignedReceipt,
} from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DirectoryBlobStore } from "./blob-store/directory-blob-store.ts";
import { nodeFileLayer } from "./blob-store/file-layer.ts";
import { verifyCommand } from "./command-line/verify.ts";
import { exportRecording } from "./export/export-recording.ts";
import { withPrivateDirectory } from "./export/private-directory.ts";
import { createRecordings, type Recordings } from "./recordings.ts";
import type { RecordingsOptions, RecordingsParts } from "./recordings-options.ts";
import { heartbeatVerifies } from "./testing/check-heartbeat.ts";
import { FixtureCustomer } from "./testing/fixture-customer.ts";
import { RememberingRandom, rootOf, textOf } from "./testing/open-as-auditors.ts";
import { ScriptedPortal } from "./testing/scripted-portal.ts";
import { realPorts } from "./testing/test-ports.ts";
import { TestSite } from "./testing/test-site.ts";

const first = SessionId.parse("a".repeat(20));
const second = SessionId.parse("b".repeat(20));
const history: SessionEvent[] = [{ type: "joined", at: 1, actor: "customer" }];
let site: TestSite;
let portal: ScriptedPortal;
let recordings: Recordings | undefined;
let ports: ReturnType<typeof realPorts>;
let remembered: RememberingRandom;
const customers: FixtureCustomer[] = [];
const cleanups: (() => void)[] = [];

beforeEach(async () => {
  portal = await ScriptedPortal.listen();
  site = await TestSite.create();
});

afterEach(async () => {
  for (const customer of customers.splice(0)) customer.close();
  await recordings?.stop();
  recordings = undefined;
  await portal.close();
  await site.remove();
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function start(parts: RecordingsParts = {}, options: Partial<RecordingsOptions> = {}): Promise<Recordings> {
  remembered = new RememberingRandom();
  ports = { ...realPorts(), random: remembered.random };
  const started = createRecordings(ports, { ...site.options(portal.url), ...options }, parts);
  recordings = started;
  await started.start();
  await expect.poll(() => started.missing, { timeout: 30_000 }).toEqual([]);
  return started;
}

async function arm(sessionId: SessionId): Promise<string> {
  await portal.arm(sessionId, history);
  await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toEqual(["armed"]);
  const armed = portal.toldOf(sessionId).find((message) => message.type === "armed");
  return armed?.type === "armed" ? armed.recordingId : "";
}

function recordsOf(recordingId: string, sessionId: SessionId) {
  return site.records(recordingId, codeOf(sessionId), remembered.secrets);
}

function receiptOf(sessionId: SessionId): SignedReceipt | undefined {
  const told = portal.toldOf(sessionId).find((message) => message.type === "receipt");
  return told?.type === "receipt" ? told.receipt : undefined;
}

function codeOf(sessionId: SessionId): ComplaintCode {
  const code = portal.codes.get(sessionId);
  if (!code) throw new Error("This session was never armed");
  return code;
}

/** As two auditors with the customer's code would have it. */
async function exportTo(out: string, recordingId: string, sessionId: SessionId): Promise<void> {
  const source = await new DirectoryBlobStore(site.archiveDirectory).open(recordingId);
  const auditors = [site.auditors[0], site.auditors[2]].filter((key) => key !== undefined);
  await withPrivateDirectory(out, (directory) =>
    exportRecording({
      source,
      rootOf: (header) => rootOf(header, auditors, codeOf(sessionId), remembered.secrets),
      caseId: "a".repeat(16),
      directory,
      out,
      environment: process.env,
      onProgress: () => undefined,
    }),
  );
  await source.close();
}

async function connect(sessionId: SessionId, name: "vp8" | "vp9" | "h264" | "av1" = "vp8"): Promise<FixtureCustomer> {
  const customer = await FixtureCustomer.connect(portal, sessionId, readRtpFixture(name));
  customers.push(customer);
  await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toContain("live");
  return customer;
}

function end(sessionId: SessionId, reason: EndReason): void {
  portal.sayEvent(sessionId, { type: "ended", at: Date.now(), actor: "customer", reason });
}

async function told(sessionId: SessionId, type: string): Promise<void> {
  await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toContain(type);
}

test("a whole session: armed, live, recorded, sealed; verified without keys; exported by two auditors", async () => {
  await start();
  const recordingId = await arm(first);
  const customer = await connect(first);
  await sleep(2_000);
  portal.sayEvent(first, { type: "rights_requested", at: Date.now(), actor: "technician", request: "control" });
  await customer.play();
  await sleep(500);
  const byCustomer = { at: Date.now(), actor: "customer" } as const;
  const rights = { view: { kind: "windows", count: 2 }, control: true } as const;
  portal.sayEvent(first, { ...byCustomer, type: "rights_changed", rights });
  await sleep(500);
  portal.sayEvent(first, { ...byCustomer, type: "paused" });
  await sleep(500);
  end(first, "customer_off");
  await told(first, "sealed");
  expect(portal.typesOf(first)).toEqual(["armed", "live", "sealed", "receipt"]);
  expect(recordings?.sessions).toBe(0);

  const beats = portal.messages.flatMap((message) => (message.type === "heartbeat" ? [message.heartbeat] : []));
  const armed = portal.toldOf(first).find((message) => message.type === "armed");
  const key = new Uint8Array(Buffer.from(armed?.type === "armed" ? armed.recordingKey : "", "base64url"));
  expect(beats.length).toBeGreaterThanOrEqual(7);
  expect(beats.every((beat) => heartbeatVerifies(beat, key))).toBe(true);
  expect(beats.map(({ beat }) => beat)).toEqual(beats.map((_, index) => index));
  expect(Math.max(...beats.map(({ lagMs }) => lagMs))).toBeLessThan(3_000);

  const file = site.pathOf(recordingId);
  const receiptFile = join(site.folder, "receipt.json");
  writeFileSync(receiptFile, JSON.stringify(receiptOf(first)));
  const lines: string[] = [];
  expect(await verifyCommand({ file, anchors: [], receipt: receiptFile }, (line) => lines.push(line))).toBe(0);
  expect(lines.join()).toContain("the recording of the receipt");
  const out = join(site.folder, "session.mp4");
  await exportTo(out, recordingId, first);
  const verdict = await site.verify(recordingId);
  const durationMs = verdict.status === "complete" ? verdict.closing.durationMs : 0;
  expect(durationMs).toBeGreaterThan(7_000);
  expect(Math.abs(videoSeconds(out) * 1000 - durationMs)).toBeLessThan(200);
  const timeline = JSON.parse(readFileSync(join(site.folder, "timeline.json"), "utf8"));
  const kinds = timeline.entries.map(
    ({ event, marker }: { event?: { type: string }; marker?: string }) => event?.type ?? marker,
  );
  // The library in the customer's role may have needed a second connection.
  const ofNoInterest = ["key_frame_requested", "customer_leg_lost"];
  expect(kinds.filter((kind: string) => !ofNoInterest.includes(kind))).toEqual([
    "joined",
    "armed",
    "live",
    "rights_requested",
    "rights_changed",
    "masked",
    "paused",
    "paused",
    "ended",
  ]);
  const { covered } = timeline as { covered: { kind: string; fromMs: number; untilMs: number }[] };
  expect(covered.map(({ kind }) => kind)).toEqual(["masked", "paused"]);
  expect(covered.at(-1)?.untilMs).toBe(durationMs);
  // Masked, then covered: the receipt knows of both, and that nothing was allowed while it was covered.
  const [masked, paused] = receiptOf(first)?.receipt.rights.slice(-2) ?? [];
  expect([masked?.rights, paused?.rights]).toEqual([rights, NO_RIGHTS]);
  const coveredMs = covered[1]?.fromMs ?? Number.NaN;
  expect(Math.abs((paused?.fromMs ?? Number.NaN) - coveredMs)).toBeLessThan(20);
  expectPatternAtItsTime(
    out,
    timeline.entries.find((entry: { event?: { type: string } }) => entry.event?.type === "live").atMs,
    coveredMs,
  );
  expect((await recordsOf(recordingId, first)).filter(({ kind }) => kind === RecordKind.rtpFromCustomer).length).toBe(
    readRtpFixture("vp8").packets.length,
  );
  expect(JSON.stringify(ports.log.lines)).not.toMatch(/127\.0\.0\.1|candidate|fingerprint/);
});

test("kill -9 of the media relay: its sessions end, their recordings get an end, new ones are possible", async () => {
  const server = await start();
  const recordingId = await arm(first);
  const customer = await connect(first);
  void customer.play();
  await sleep(1_500);
  process.kill(server.relayPid ?? 0, "SIGKILL");
  await told(first, "sealed");
  expect(portal.typesOf(first)).toEqual(["armed", "live", "ended", "sealed", "receipt"]);
  expect(await site.verify(recordingId)).toMatchObject({ status: "complete", closing: { reason: "media_failed" } });
  await expect.poll(() => server.isReady, { timeout: 20_000 }).toBe(true);
  await arm(second);
});

test("a full disk ends the session on it; after a restart its recording is recovered and says so", async () => {
  const mount = mkdtempSync(join(tmpdir(), "ferndiagnose-full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", mount]);
  cleanups.push(() => {
    execFileSync("umount", [mount]);
    rmSync(mount, { recursive: true });
  });
  await site.remove();
  site = await TestSite.create({ archiveDirectory: mount });
  const server = await start();
  const recordingId = await arm(first);
  const customer = await connect(first);
  const filler = join(mount, "filler");
  const { bavail, bsize } = statfsSync(mount);
  const blocks = Math.floor((bavail * bsize) / 1024) - 30;
  execFileSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=1k", `count=${blocks}`, "status=none"]);
  void customer.play();
  await told(first, "ended");
  expect(portal.toldOf(first).find(({ type }) => type === "ended")).toMatchObject({ reason: "recording_not_durable" });
  expect(ports.log.lines.find(({ message }) => message === "recording.failed")?.fields).toMatchObject({
    code: "ENOSPC",
  });
  expect(server.sessions).toBe(0);
  await server.stop();
  rmSync(filler);
  await start();
  await expect
    .poll(() => portal.toldOf(first).at(-1))
    .toEqual({ type: "sealed", sessionId: first, outcome: "recovered" });
  expect((await site.verify(recordingId)).status).toBe("recovered");
  expect(
    await verifyCommand({ file: site.pathOf(recordingId), anchors: [], receipt: undefined }, () => undefined),
  ).toBe(2);
});

test("one failing or slow file does not touch the other session", async () => {
  let isBad = false;
  let bad: string | undefined;
  await start({
    files: {
      ...nodeFileLayer,
      open: async (path, how) => {
        const file = await nodeFileLayer.open(path, how);
        if (how === "create" && path.endsWith(".fdr")) bad ??= path;
        if (path !== bad) return file;
        return { ...file, datasync: () => (isBad ? new Promise(() => undefined) : file.datasync()) };
      },
    },
  });
  await arm(first);
  const recordingId = await arm(second);
  const [one, other] = [await connect(first), await connect(second)];
  isBad = true;
  void one.play();
  await other.play();
  await told(first, "suspended");
  expect(portal.toldOf(first).find(({ type }) => type === "suspended")).toMatchObject({ cause: "recording" });
  await told(first, "ended");
  expect(portal.toldOf(first).at(-1)).toMatchObject({ type: "ended", reason: "recording_not_durable" });
  expect(portal.typesOf(second)).toEqual(["armed", "live"]);
  end(second, "technician_ended");
  await told(second, "sealed");
  expect((await site.verify(recordingId)).status).toBe("complete");
});

test("no recording, no session: without an auditor set nothing is armed", async () => {
  const server = await start();
  rmSync(site.auditorSetFile);
  await portal.arm(first, history);
  await told(first, "arm_refused");
  expect(portal.toldOf(first)).toEqual([{ type: "arm_refused", sessionId: first, code: "recorder_auditors_missing" }]);
  expect(server.sessions).toBe(0);
});

test("a stop ends and seals what runs", async () => {
  const server = await start();
  const recordingId = await arm(first);
  await connect(first);
  await server.stop();
  recordings = undefined;
  expect(portal.typesOf(first)).toEqual(["armed", "live", "ended", "sealed", "receipt"]);
  const records = await recordsOf(recordingId, first);
  expect(textOf(records.filter(({ kind }) => kind === RecordKind.lifeCycleEvent).at(-1) as never)).toMatchObject({
    type: "ended",
    reason: "server_stopped",
  });
});

test("a second server does not take a living one's archive", async () => {
  await start();
  const owner = join(site.archiveDirectory, "owner");
  expect(readdirSync(owner)).toEqual([expect.stringMatching(new RegExp(`^${process.pid}-\\d+$`))]);
  const program = new URL("./main.ts", import.meta.url).pathname;
  expect(() => execFileSync(process.execPath, [program], { env: site.environment(portal.url), stdio: "pipe" })).toThrow(
    /another running/,
  );
  await recordings?.stop();
  recordings = undefined;
  expect(existsSync(owner)).toBe(false);
});

function videoSeconds(file: string): number {
  const args = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file];
  return Number.parseFloat(execFileSync("ffprobe", args, { encoding: "utf8" }));
}

/** Black until the customer was live, then the counter going up ten a second, then held until the customer covered it. */
function expectPatternAtItsTime(file: string, liveMs: number, coveredMs: number): void {
  const patterns = readPatterns(file, { framesPerSecond: 10, crop: "320:180:80:0" });
  const firstIndex = patterns.findIndex((pattern) => pattern !== undefined);
  const startMs = firstIndex * 100;
  expect(startMs).toBeGreaterThan(liveMs + 1_500);
  expect(startMs).toBeLessThan(liveMs + 3_500);
  const start = patterns[firstIndex]?.frame ?? 0;
  for (const [offset, pattern] of patterns.slice(firstIndex, firstIndex + 35).entries()) {
    expect(Math.abs((pattern?.frame ?? Number.NaN) - start - offset)).toBeLessThanOrEqual(4);
  }
  const coveredIndex = Math.round(coveredMs / 100);
  const last = patterns[coveredIndex - 2]?.frame;
  expect(last).toBeDefined();
  expect(patterns[coveredIndex - 6]?.frame).toBe(last);
  expect(patterns.slice(coveredIndex + 2).filter((pattern) => pattern !== undefined)).toEqual([]);
}
