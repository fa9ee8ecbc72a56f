import { createDecipheriv, hkdfSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { concatBytes } from "../bytes.ts";
import { FrameKeys } from "../frame-keys.ts";
import { fromHex, toHex } from "../hex.ts";
import { label } from "../label.ts";
import { readRecords } from "../read-records.ts";
import { bytesSource } from "../source.ts";
import { sampleAuditors } from "../testing/sample-auditors.ts";
import {
  makeSample,
  sampleBatch,
  sampleCode,
  sampleOptions,
  sampleStartMs,
  startSample,
} from "../testing/sample-recording.ts";
import { verifyRecording } from "../verify-recording.ts";
import { systemRandom } from "../web-crypto.ts";
import { createRecording } from "./create-recording.ts";
import { signingKeyFromSeed } from "./signing-key.ts";

const at = { utcMs: sampleStartMs, monoMs: 0 };

const isLabel = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1").startsWith("FDR1 ");

/** Everything of a key's length that can be reached from an object's properties, labels aside. */
function keysReachableFrom(value: unknown, seen = new Set<unknown>()): Uint8Array[] {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if (value instanceof Uint8Array) return value.length === 32 && !isLabel(value) ? [value] : [];
  return Object.values(value).flatMap((member) => keysReachableFrom(member, seen));
}

/** Everything that an attacker who knows section 5 can derive from a key without knowing what it is. */
function derivableFrom(key: Uint8Array, recordingId: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [key.slice()];
  for (const from of [key, derive(key, "era", recordingId), derive(key, "next era", recordingId)]) {
    let next = derive(from, "frame key", recordingId);
    for (let steps = 0; steps < 3; steps++) {
      found.push(next);
      next = derive(next, "next frame", recordingId);
    }
  }
  let next: Uint8Array = key;
  for (let steps = 0; steps < 66; steps++) {
    next = derive(next, "next frame", recordingId);
    found.push(next);
  }
  return found;
}

function derive(
  key: Uint8Array,
  text: string,
  recordingId: Uint8Array,
  salt: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, salt, concatBytes(label(text), recordingId), 32));
}

function opens(frame: Uint8Array, recordingId: Uint8Array, key: Uint8Array): boolean {
  const frameKey = derive(key, "frame", recordingId, frame.slice(64, 88));
  const decipher = createDecipheriv("aes-256-gcm", frameKey, new Uint8Array(12));
  decipher.setAAD(frame.subarray(0, 88));
  decipher.setAuthTag(frame.subarray(-80, -64));
  decipher.update(frame.subarray(88, -80));
  try {
    decipher.final();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return false;
  }
}

describe("the writer cannot read back", () => {
  test.each([1, 5, 63, 64, 70])("after %i frames it holds no key of them, only the next one's", async (count) => {
    const { writer, header } = await startSample();
    const recordingId = fromHex(header.recordingId);
    const sealed = Array.from({ length: count }, () => concatBytes(...writer.seal(sampleBatch([0]), at)));
    const found = keysReachableFrom(writer);
    expect(found.length).toBeGreaterThanOrEqual(2);
    const held = found.flatMap((key) => derivableFrom(key, recordingId));
    const next = concatBytes(...writer.seal(sampleBatch([0]), at));
    for (const frame of [...sealed.slice(0, 3), ...sealed.slice(-3)])
      expect(held.some((key) => opens(frame, recordingId, key))).toBe(false);
    expect(held.some((key) => opens(next, recordingId, key))).toBe(true);
  });

  test("the root key, the seed and the lock's secrets are overwritten before the first frame", async () => {
    const drawn: Uint8Array[] = [];
    const random = (length: number) => {
      const bytes = systemRandom(length);
      drawn.push(bytes);
      return bytes;
    };
    const { set } = await sampleAuditors();
    await createRecording({
      ...sampleOptions,
      recoveryKey: signingKeyFromSeed(systemRandom(32)).publicKey,
      auditors: set,
      shredSecret: systemRandom(32),
      complaintCode: sampleCode(),
      random,
    });
    const secrets = drawn.filter(({ length }) => length === 32);
    // Root and signing key, the secret of each lock, X, and an ephemeral key for each share and each X.
    expect(secrets).toHaveLength(2 + 2 + 1 + 2 * set.auditors.length + 1);
    for (const bytes of secrets) expect(toHex(bytes)).toBe("00".repeat(32));
  });

  test("after the end it holds no key at all and seals nothing more", async () => {
    const { writer } = await startSample();
    writer.finish({ ...at, reason: "done" });
    const public_ = toHex(writer.head.hash);
    const secrets = keysReachableFrom(writer).filter((key) => toHex(key) !== public_ && key.some((byte) => byte !== 0));
    expect(secrets).toEqual([]);
    const closed = expect.objectContaining({ code: "writer_finished" });
    expect(() => writer.seal(sampleBatch([0]), at)).toThrow(closed);
    expect(() => writer.finish({ ...at, reason: "done" })).toThrow(closed);
    expect(() => writer.sign("heartbeat", Uint8Array.of(1))).toThrow(closed);
  });
});

describe("a large frame is sealed piece by piece", () => {
  test.each([0, 98_304 - 11, 98_304 - 10, 3 * 98_304, 300_000])("a record of %i bytes reads back", async (length) => {
    const payload = new Uint8Array(length).map((_, at) => (at * 31) % 251);
    const sample = await makeSample([sampleBatch([0], payload), sampleBatch([5])]);
    expect(await verifyRecording(bytesSource(sample.file))).toMatchObject({
      status: "complete",
      closing: { records: 2 },
    });
    const read = [];
    for await (const record of readRecords(bytesSource(sample.file), sample.root)) read.push(record.payload);
    expect(Buffer.compare(read[0] as Uint8Array, payload)).toBe(0);
    expect(read).toHaveLength(2);
  });
});

describe("refusals change nothing", () => {
  test("a malformed batch, one that is too large, a malformed reason, a reserved context", async () => {
    const { writer, headerBytes } = await startSample();
    const refused = (act: () => unknown, code: string) => expect(act).toThrow(expect.objectContaining({ code }));
    refused(() => writer.seal(Uint8Array.of(1, 2, 3), at), "record_invalid");
    refused(() => writer.seal(sampleBatch([0], new Uint8Array(16_777_216)), at), "frame_too_large");
    for (const reason of ["", "No", "x".repeat(33), "größe"])
      refused(() => writer.finish({ ...at, reason }), "frame_invalid");
    for (const context of ["chain", "recovered", "", "a\0b", "A"]) {
      refused(() => writer.sign(context, new Uint8Array(0)), "context_reserved");
    }
    const file = concatBytes(
      headerBytes,
      ...writer.seal(sampleBatch([0]), at),
      writer.finish({ ...at, reason: "done" }).bytes,
    );
    expect(await verifyRecording(bytesSource(file))).toMatchObject({ status: "complete", closing: { records: 1 } });
  });

  test("options that make no valid header", async () => {
    const { set } = await sampleAuditors();
    const [first] = set.auditors;
    const options = {
      ...sampleOptions,
      recoveryKey: signingKeyFromSeed(systemRandom(32)).publicKey,
      auditors: set,
      shredSecret: systemRandom(32),
      complaintCode: sampleCode(),
    };
    const withThresholds = (complaint: number, breakGlass: number) => ({
      ...options,
      auditors: { ...set, thresholds: { complaint, breakGlass } },
    });
    const broken = [
      { ...options, auditors: { ...set, auditors: [] } },
      { ...options, auditors: { ...set, auditors: [...set.auditors.slice(0, 3), first as (typeof set.auditors)[0]] } },
      { ...options, auditors: { ...set, auditors: set.auditors.map((each) => ({ ...each, external: false })) } },
      { ...options, sessionId: "Frau Müller" },
      { ...options, retentionDays: 0 },
      withThresholds(5, 3),
      withThresholds(1, 3),
      withThresholds(2, 2),
    ];
    for (const wrong of broken) await expect(createRecording(wrong)).rejects.toMatchObject({ code: "header_invalid" });
    const malformed = [
      { ...options, shredSecret: systemRandom(31) },
      ...["", "0000-0000-0000-0000-0000", "0123456789abcdefghjk", "0123456789ABCDEFGHIL"].map((complaintCode) => ({
        ...options,
        complaintCode,
      })),
    ];
    for (const wrong of malformed) {
      await expect(createRecording(wrong)).rejects.toMatchObject({ code: "factor_invalid" });
    }
  });
});

test("the day of destruction is never later than the header allows", async () => {
  const { writer } = await startSample();
  const { deleteAtMs } = writer.finish({ utcMs: sampleStartMs + 10 * 86_400_000, monoMs: 1, reason: "done" });
  expect(deleteAtMs).toBe(sampleStartMs + 90 * 86_400_000);
});

test("the key ratchet of the reader yields the root of the sample's frames", async () => {
  const sample = await makeSample();
  const keys = await FrameKeys.derive(sample.root, fromHex(sample.header.recordingId));
  const key = await keys.frameKey(1);
  expect(opens(sample.pieces[1] as Uint8Array, fromHex(sample.header.recordingId), key)).toBe(true);
});
