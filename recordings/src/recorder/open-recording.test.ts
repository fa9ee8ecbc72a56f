import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { complaintCodeOf, SessionId } from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  fromHex,
  RecordBatch,
  type RecordedItem,
  RecordKind,
  readRecords,
  signedMessage,
  verifyRecording,
} from "@ferndiagnose/sealed-recording";
import { createRecording, nodeChecks, signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AppendBlob } from "../blob-store/blob-store.ts";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import { heartbeatVerifies } from "../testing/check-heartbeat.ts";
import { rootOf, textOf } from "../testing/open-as-auditors.ts";
import { makeAuditorSet, makeAuditors } from "../testing/test-auditors.ts";
import { realPorts } from "../testing/test-ports.ts";
import { type DurableFrame, OpenRecording } from "./open-recording.ts";

const ports = realPorts();
const secret = ports.random(32);
const complaintCode = complaintCodeOf(ports.random(19));
let folder: string;
let blobs: DirectoryBlobStore;
let auditors: AuditorKey[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferndiagnose-recording-"));
  blobs = new DirectoryBlobStore(folder);
  auditors = await makeAuditors(3);
});
afterEach(() => rm(folder, { recursive: true }));

interface Opened {
  recording: OpenRecording;
  durable: DurableFrame[];
  failures: unknown[];
  signingKey: Uint8Array;
}

async function open(change: (file: AppendBlob) => Partial<AppendBlob> = () => ({})): Promise<Opened> {
  const createdAtMs = ports.clock.now();
  const created = await createRecording({
    sessionId: SessionId.parse("a".repeat(20)),
    createdAtMs,
    latestDeleteAtMs: createdAtMs + 91 * 86_400_000,
    retentionDays: 90,
    recoveryKey: signingKeyFromSeed(ports.random(32)).publicKey,
    auditors: await makeAuditorSet(auditors),
    shredSecret: secret,
    complaintCode,
    random: ports.random,
  });
  const blob = await blobs.create(created.header.recordingId);
  await blob.append(created.headerBytes);
  await blob.sync();
  const whole: AppendBlob = {
    append: (...pieces) => blob.append(...pieces),
    sync: () => blob.sync(),
    close: () => blob.close(),
  };
  const durable: DurableFrame[] = [];
  const failures: unknown[] = [];
  const recording = new OpenRecording({
    clock: ports.clock,
    created,
    file: { ...whole, ...change(whole) },
    startUs: ports.clock.monotonicUs(),
    onFailed: (error) => failures.push(error),
    onDurable: (frame) => durable.push(frame),
  });
  return { recording, durable, failures, signingKey: fromHex(created.header.signingKey) };
}

async function verdictOf(recordingId: string) {
  const blob = await blobs.open(recordingId);
  return verifyRecording(blob).finally(() => blob.close());
}

async function recordsOf(recordingId: string): Promise<RecordedItem[]> {
  const verdict = await verdictOf(recordingId);
  if (!verdict.intact) throw new Error("The header is damaged");
  const root = await rootOf(verdict.intact.header, auditors.slice(1), complaintCode, [secret]);
  const blob = await blobs.open(recordingId);
  const records: RecordedItem[] = [];
  for await (const record of readRecords(blob, root)) records.push({ ...record, payload: record.payload.slice() });
  await blob.close();
  return records;
}

function batchOf(times: number[], size = 100): Uint8Array {
  const batch = new RecordBatch();
  for (const timeUs of times) batch.append(timeUs, RecordKind.rtpFromCustomer, new Uint8Array(size));
  return batch.take();
}

test("header first, then frames in order of time, then an end that verifies; two auditors read it all", async () => {
  const { recording, durable } = await open();
  expect((await verdictOf(recording.recordingId)).status).toBe("truncated");
  recording.addEvent({ type: "live", at: 1, actor: "server" });
  const nowUs = recording.elapsedUs;
  recording.addBatch(batchOf([0, nowUs + 50_000]));
  recording.addEvent({ type: "rights_requested", at: 2, actor: "technician", request: "view" });
  recording.addBatch(batchOf([nowUs + 60_000]));
  await recording.finish("customer_off");
  const verdict = await verdictOf(recording.recordingId);
  expect(verdict).toMatchObject({ status: "complete", closing: { records: 5, reason: "customer_off" } });
  const records = await recordsOf(recording.recordingId);
  expect(records.map(({ kind }) => kind)).toEqual([1, 32, 1, 33, 1]);
  expect(textOf(records[1] as never)).toEqual({ type: "live", at: 1, actor: "server" });
  expect(durable.reduce((sum, { recordBytes }) => sum + recordBytes, 0)).toBeGreaterThan(300);
});

test("a frame's memory is given back when the frame is durable, not before", async () => {
  const pieces: Uint8Array[] = [];
  const lengthsAtSync: number[] = [];
  const { recording, durable } = await open((file) => ({
    append: (...next) => {
      pieces.push(...next);
      return file.append(...next);
    },
    sync: async () => {
      await file.sync();
      lengthsAtSync.push(pieces.reduce((sum, { length }) => sum + length, 0));
    },
  }));
  recording.addBatch(batchOf([recording.elapsedUs], 200_000));
  await expect.poll(() => durable.length, { timeout: 5_000 }).toBe(1);
  expect(lengthsAtSync).toEqual([durable[0]?.frameBytes]);
  expect(pieces.every(({ length }) => length === 0)).toBe(true);
  await recording.finish("customer_off");
  expect((await verdictOf(recording.recordingId)).status).toBe("complete");
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
  expect(await verdictOf(recording.recordingId)).toMatchObject({ status: "complete", closing: { records: 11 } });
});

test("heartbeats count up and are signed by the recording's key, over what is durable", async () => {
  const { recording, signingKey, durable } = await open();
  const first = recording.heartbeat();
  expect(first).toMatchObject({ beat: 0, frameSeq: 0, lagMs: 0 });
  recording.addBatch(batchOf([0]));
  await expect.poll(() => durable.length).toBe(1);
  const second = recording.heartbeat();
  expect(second).toMatchObject({ beat: 1, frameSeq: 1 });
  const verdict = await verdictOf(recording.recordingId);
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
  const { recording, failures } = await open(() => ({
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

test("the last word of the recording's key: over what it is told of the end", async () => {
  const { recording, signingKey } = await open();
  recording.addBatch(batchOf([0]));
  let told: object | undefined;
  const sealed = await recording.finish("customer_off", (end) => {
    told = end;
    return { context: "receipt", bytes: Buffer.from("the receipt") };
  });
  const { seq, hash, deleteAtMs, endedAtMs, bytes, signature } = sealed;
  expect(told).toMatchObject({ seq, hash, deleteAtMs, endedAtMs });
  expect((await blobs.stat(recording.recordingId))?.bytes).toBe(bytes);
  const verdict = await verdictOf(recording.recordingId);
  expect(verdict).toMatchObject({ status: "complete", closing: { deleteAtMs }, intact: { head: { seq, hash } } });
  const verify = await nodeChecks.ed25519Verifier(signingKey);
  const message = signedMessage("receipt", fromHex(recording.recordingId), Buffer.from("the receipt"));
  expect(await verify(message, signature ?? new Uint8Array())).toBe(true);
});
