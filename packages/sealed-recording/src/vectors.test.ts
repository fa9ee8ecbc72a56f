import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lockWithShares, openWithShares } from "./auditors-lock.ts";
import { FrameKeys } from "./frame-keys.ts";
import { encodeHeader } from "./header.ts";
import {
  auditorKeyFromSeed,
  bytesSource,
  decodeRecords,
  fromHex,
  generateAuditorKey,
  type Header,
  openLock,
  parseHeader,
  RecordBatch,
  RecordingReader,
  readAuditorKeyFile,
  recoverRecording,
  toHex,
  unsealShare,
  verifyRecording,
} from "./index.ts";
import { RecordingWriter } from "./node/recording-writer.ts";
import { signingKeyFromSeed } from "./node/signing-key.ts";

/** The vectors are made by vectors/make_vectors.py, which shares no code with this package. */
const read = (name: string) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));
const vector = read("recording.json");
const keys = read("keys.json");

const root = () => fromHex(vector.root);
const header: Header = vector.header;
const completeFile = fromHex(vector.completeFile);
const recoveredFile = fromHex(vector.recoveredFile);
const interruptedLength = recoveredFile.length - 232;

/** Hands out prepared values in place of random ones; fails when asked for another length. */
function tape(...values: string[]) {
  return (length: number) => {
    const next = fromHex(values.shift() ?? "");
    if (next.length !== length) throw new Error(`tape holds ${next.length} bytes, not ${length}`);
    return next;
  };
}

describe("written byte for byte", () => {
  test("the auditors' lock", async () => {
    const { locks, ...bare } = header;
    const random = tape(...[0, 1, 2].flatMap((at) => [vector.shareSalts[at], vector.shareEphemerals[at]]));
    const publicKeys = vector.auditors.map((auditor: { publicKey: string }) => fromHex(auditor.publicKey));
    const shares = vector.shares.map(fromHex);
    const secret = fromHex(vector.lockSecret);
    const lock = await lockWithShares(bare, "auditors", publicKeys, root(), secret, shares, random);
    expect(lock).toEqual(locks[0]);
  });

  test("the whole file", () => {
    const random = tape(...vector.frames.map((frame: { salt: string }) => frame.salt), vector.indexSalt);
    const writer = new RecordingWriter(header, root(), signingKeyFromSeed(fromHex(vector.signingSeed)), random);
    expect(toHex(writer.headerBytes)).toBe(vector.headerSection);
    const written = [toHex(writer.headerBytes)];
    const batch = new RecordBatch(1);
    for (const frame of vector.frames) {
      for (const { timeUs, kind, payload } of frame.records) batch.append(timeUs, kind, fromHex(payload));
      const plain = batch.take();
      expect(toHex(plain)).toBe(frame.plain);
      written.push(toHex(writer.seal(plain, frame)));
      expect(toHex(writer.head.hash)).toBe(vector.heads[writer.head.seq]);
    }
    expect(toHex(writer.sign("heartbeat", fromHex(vector.heartbeat.bytes)))).toBe(vector.heartbeat.signature);
    written.push(toHex(writer.finish(vector.end).bytes));
    expect(toHex(writer.head.hash)).toBe(vector.heads[5]);
    expect(written.join("")).toBe(vector.completeFile);
  });

  test("the recovered frame", async () => {
    const signer = signingKeyFromSeed(fromHex(vector.recoverySeed));
    const recovery = await recoverRecording(bytesSource(recoveredFile.subarray(0, interruptedLength)), signer);
    if (recovery.outcome !== "recoverable") throw new Error(recovery.outcome);
    expect(recovery.cutAt).toBe(interruptedLength);
    expect(toHex(recovery.frame)).toBe(toHex(recoveredFile.subarray(interruptedLength)));
  });

  test("auditor keys", async () => {
    for (const { seed, ...key } of vector.auditors) {
      const made = await generateAuditorKey(tape(seed));
      const { keyId, publicKey, privateKey, signingKey } = made;
      const hex = { publicKey: toHex(publicKey), privateKey: toHex(privateKey), signingKey: toHex(signingKey) };
      expect({ keyId, ...hex }).toEqual(key);
    }
  });
});

describe("read", () => {
  test("the header", async () => {
    const parsed = await parseHeader(completeFile);
    expect(parsed.header).toEqual(header);
    expect(toHex(encodeHeader(parsed.header))).toBe(vector.headerSection.slice(0, -128));
    expect(toHex(parsed.hash)).toBe(vector.heads[0]);
  });

  test("the locks: any two of three shares open it", async () => {
    const auditors = await Promise.all(
      vector.auditors.map(({ seed }: { seed: string }) => auditorKeyFromSeed(fromHex(seed))),
    );
    for (const pair of [
      [0, 1],
      [0, 2],
      [2, 1],
    ]) {
      const shares = await Promise.all(pair.map((at) => unsealShare(header, auditors[at])));
      expect(toHex(await openLock(header, shares))).toBe(vector.root);
    }
    const { locks, ...bare } = header;
    const lock = locks[0] as Parameters<typeof openWithShares>[1];
    expect(toHex(await openWithShares(bare, lock, vector.shares.map(fromHex)))).toBe(vector.root);
  });

  test("the key ratchet across eras, forwards and backwards", async () => {
    const frameKeys = await FrameKeys.derive(root(), fromHex(vector.recordingId));
    const entries: [string, string][] = Object.entries(keys.frameKeys);
    for (const [seq, key] of [...entries, ...entries.toReversed()]) {
      expect(toHex(await frameKeys.frameKey(Number(seq)))).toBe(key);
    }
  });

  test("the verdicts", async () => {
    expect(await verifyRecording(bytesSource(completeFile))).toMatchObject({
      status: "complete",
      intact: { head: { seq: 5, hash: fromHex(vector.heads[5]) }, length: completeFile.length },
      closing: { frames: 4, records: 5, reason: "customer_off", durationMs: 3000 },
    });
    expect(await verifyRecording(bytesSource(recoveredFile))).toMatchObject({
      status: "recovered",
      closing: { frames: 3, records: 0, reason: "recovered", durationMs: 2500 },
    });
    expect(await verifyRecording(bytesSource(recoveredFile.subarray(0, interruptedLength)))).toMatchObject({
      status: "truncated",
      tornBytes: 0,
      intact: { head: { seq: 3 } },
    });
  });

  test("records and index", async () => {
    const reader = await RecordingReader.open(bytesSource(completeFile), root());
    const found = [];
    for await (const { payload, ...rest } of reader.records()) found.push({ ...rest, payload: toHex(payload) });
    expect(found).toEqual(vector.frames.flatMap((frame: { records: object[] }) => frame.records));
    const index = await reader.index();
    expect(index.map(({ keyFrame }) => keyFrame)).toEqual([true, false, true]);
    expect([...decodeRecords(fromHex(vector.frames[2].plain))]).toHaveLength(2);
  });

  test("the auditor key file", async () => {
    const key = await readAuditorKeyFile(JSON.stringify(keys.keyFile), keys.passphrase);
    expect(toHex(key.seed)).toBe(keys.seed);
  });
});
