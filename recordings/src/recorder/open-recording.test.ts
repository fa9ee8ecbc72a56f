import { SessionId } from "@ferndiagnose/protocol";
import { RecordBatch, RecordKind } from "@ferndiagnose/sealed-recording";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fromHex, heartbeatVerifies } from "../testing/check-heartbeat.ts";
import { TestArchive, textOf } from "../testing/test-archive.ts";
import { realPorts } from "../testing/test-ports.ts";
import { beginRecording } from "./begin-recording.ts";
import { type DurableFrame, OpenRecording } from "./open-recording.ts";
import { createFile, type RecordingFile } from "./recording-file.ts";

const sessionId = SessionId.parse("a".repeat(20));
const ports = realPorts();
let archive: TestArchive;

beforeEach(async () => {
  archive = await TestArchive.create();
});
afterEach(() => archive.remove());

interface Opened {
  recording: OpenRecording;
  durable: DurableFrame[];
  failures: unknown[];
  signingKey: Uint8Array;
}

async function open(wrap: (file: RecordingFile) => RecordingFile = (file) => file): Promise<Opened> {
  const begun = await beginRecording(archive.place, sessionId, ports);
  const durable: DurableFrame[] = [];
  const failures: unknown[] = [];
  const recording = new OpenRecording({
    clock: ports.clock,
    created: begun.created,
    file: wrap(begun.file),
    startUs: begun.startUs,
    onFailed: (error) => failures.push(error),
    onDurable: (frame) => durable.push(frame),
  });
  return { recording, durable, failures, signingKey: fromHex(begun.created.header.signingKey) };
}

function batchOf(times: number[], size = 100): Uint8Array {
  const batch = new RecordBatch();
  for (const timeUs of times) batch.append(timeUs, RecordKind.rtpFromCustomer, new Uint8Array(size));
  return batch.take();
}

test("header first, then frames in order of time, then an end that verifies; two auditors read it all", async () => {
  const { recording, durable } = await open();
  expect((await archive.verify(recording.recordingId)).status).toBe("truncated");
  recording.addEvent({ type: "live", at: 1, actor: "server" });
  const nowUs = recording.elapsedUs;
  recording.addBatch(batchOf([0, nowUs + 50_000]));
  recording.addEvent({ type: "rights_requested", at: 2, actor: "technician", request: "view" });
  recording.addBatch(batchOf([nowUs + 60_000]));
  await recording.finish("customer_off");
  const verdict = await archive.verify(recording.recordingId);
  expect(verdict).toMatchObject({ status: "complete", closing: { records: 5, reason: "customer_off" } });
  const records = await archive.records(recording.recordingId);
  expect(records.map(({ kind }) => kind)).toEqual([1, 32, 1, 33, 1]);
  expect(textOf(records[1] as never)).toEqual({ type: "live", at: 1, actor: "server" });
  expect(durable.reduce((sum, { recordBytes }) => sum + recordBytes, 0)).toBeGreaterThan(300);
});

test("a lone event does not wait for the relay for ever", async () => {
  const { recording, durable } = await open();
  recording.addEvent({ type: "live", at: 1, actor: "server" });
  await expect.poll(() => durable.length, { timeout: 2_000 }).toBe(1);
  await recording.abandon();
});

test("one write at a time; what comes meanwhile is one frame; the lag is that of the oldest record", async () => {
  let release: (() => void) | undefined;
  let syncs = 0;
  const { recording, durable } = await open((file) => ({
    ...file,
    sync: async () => {
      syncs++;
      if (syncs === 1) await new Promise<void>((resolve) => (release = resolve));
      await file.sync();
    },
  }));
  recording.addBatch(batchOf([recording.elapsedUs]));
  for (let index = 0; index < 10; index++) recording.addBatch(batchOf([recording.elapsedUs]));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(syncs).toBe(1);
  expect(recording.lagMs).toBeGreaterThanOrEqual(290);
  expect(recording.heartbeat().lagMs).toBeGreaterThanOrEqual(290);
  expect(recording.heartbeat().frameSeq).toBe(0);
  release?.();
  await expect.poll(() => durable.length).toBe(2);
  expect(recording.lagMs).toBe(0);
  expect(recording.heartbeat().frameSeq).toBe(2);
  await recording.finish("customer_off");
  expect(await archive.verify(recording.recordingId)).toMatchObject({ status: "complete", closing: { records: 11 } });
});

test("heartbeats count up and are signed by the recording's key, over what is durable", async () => {
  const { recording, signingKey, durable } = await open();
  const first = recording.heartbeat();
  expect(first).toMatchObject({ beat: 0, frameSeq: 0, lagMs: 0 });
  recording.addBatch(batchOf([0]));
  await expect.poll(() => durable.length).toBe(1);
  const second = recording.heartbeat();
  expect(second).toMatchObject({ beat: 1, frameSeq: 1 });
  const verdict = await archive.verify(recording.recordingId);
  expect(second.headHash).toBe(Buffer.from(verdict.intact?.head.hash ?? []).toString("hex"));
  expect(heartbeatVerifies(second, signingKey)).toBe(true);
  expect(second.monoMs).toBeGreaterThan(first.monoMs);
  expect(Math.abs(second.monoMs - recording.elapsedUs / 1000)).toBeLessThan(1_000);
  expect(heartbeatVerifies({ ...second, lagMs: second.lagMs + 1 }, signingKey)).toBe(false);
  expect(heartbeatVerifies({ ...second, monoMs: second.monoMs + 1 }, signingKey)).toBe(false);
  await recording.abandon();
});

test.each(["append", "sync"] as const)("EIO of %s ends it at once and is never tried again", async (what) => {
  let calls = 0;
  const { recording, failures } = await open((file) => ({
    ...file,
    [what]: () => {
      calls++;
      return Promise.reject(Object.assign(new Error("injected"), { code: "EIO" }));
    },
  }));
  recording.addBatch(batchOf([0]));
  await expect.poll(() => failures.length).toBe(1);
  recording.addBatch(batchOf([1]));
  recording.addEvent({ type: "live", at: 1, actor: "server" });
  await expect(recording.finish("customer_off")).rejects.toThrow();
  expect(calls).toBe(1);
  expect(failures).toHaveLength(1);
});

test("a batch that is no records fails the recording and nothing else", async () => {
  const { recording, failures } = await open();
  recording.addBatch(new Uint8Array(40).fill(255));
  await expect.poll(() => failures.length).toBe(1);
});

test("no header, no recording: an existing file is never overwritten", async () => {
  const { recording } = await open();
  await expect(createFile(archive.place.archive.pathOf(recording.recordingId))).rejects.toMatchObject({
    code: "EEXIST",
  });
  await recording.abandon();
});

test("too little space admits no recording", async () => {
  const place = { ...archive.place, reserveBytes: Number.MAX_SAFE_INTEGER };
  await expect(beginRecording(place, sessionId, ports)).rejects.toThrow("reserve");
});

test("a canary that does not come back admits no recording", async () => {
  const place = {
    ...archive.place,
    createFile: async (path: string): Promise<RecordingFile> => {
      const file = await createFile(path);
      return { ...file, append: (bytes) => file.append(bytes.map((byte) => byte ^ 1)) };
    },
  };
  await expect(beginRecording(place, sessionId, ports)).rejects.toThrow("other bytes");
});
