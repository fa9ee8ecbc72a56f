import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FrameKeys } from "./frame-keys.ts";
import { encodeHeader } from "./header.ts";
import {
  type AuditorKey,
  AuditorSet,
  auditorKeyFromSeed,
  auditorSetHash,
  bytesSource,
  checkComplaintProof,
  complaintProof,
  decodeRecords,
  fromHex,
  generateAuditorKey,
  type Header,
  type LockName,
  openLock,
  openResealedShare,
  openSealed,
  parseHeader,
  RecordBatch,
  RecordingReader,
  readAuditorKeyFile,
  recoverRecording,
  sealTo,
  signAuditorSet,
  signStatement,
  statementBytes,
  toHex,
  unsealShare,
  verifyAuditorSet,
  verifyRecording,
  verifyStatement,
} from "./index.ts";
import { makeBreakGlassLock, makeComplaintLock } from "./make-locks.ts";
import { RecordingWriter } from "./node/recording-writer.ts";
import { signingKeyFromSeed } from "./node/signing-key.ts";

/** The vectors are made by vectors/make_vectors.py, which shares no code with this package. */
const read = (name: string) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));
const vector = read("recording.json");
const keys = read("keys.json");
const statements = read("statements.json");

type Pair = [Uint8Array, Uint8Array];
interface Attempt {
  about: string;
  refusal: string | null;
  lock: LockName;
  shares: { recordingId: string; lock: LockName; auditor: string; share: string; external?: string }[];
  shredSecret: string;
  complaintCode?: string;
}

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

function splitOf(name: LockName) {
  const { secret, shares, drawn } = vector.locks[name];
  return { split: { secret: fromHex(secret), shares: shares.map(fromHex) }, random: tape(...drawn) };
}

const auditors = (): Promise<AuditorKey[]> =>
  Promise.all(vector.auditors.map(({ seed }: { seed: string }) => auditorKeyFromSeed(fromHex(seed))));

describe("written byte for byte", () => {
  test("both locks", async () => {
    const { locks, ...bare } = header;
    const [set] = vector.auditorSets;
    const input = { root: root(), shredSecret: fromHex(vector.shredSecret), complaintCode: vector.complaintCode };
    const [complaint, breakGlass] = [splitOf("complaint"), splitOf("break-glass")];
    expect(await makeComplaintLock(bare, set, complaint.split, input, complaint.random)).toEqual(locks[0]);
    const external = fromHex(vector.external);
    expect(await makeBreakGlassLock(bare, set, breakGlass.split, external, input, breakGlass.random)).toEqual(locks[1]);
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
      written.push(...writer.seal(plain, frame).map(toHex));
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

  test.each<Attempt>(vector.attempts)("$about: $refusal", async (attempt) => {
    const { lock, shredSecret, complaintCode = "" } = attempt;
    const shares = attempt.shares.map(({ auditor, share, external, ...rest }) => ({
      ...rest,
      keyId: auditor,
      share: fromHex(share),
      ...(external === undefined ? {} : { external: fromHex(external) }),
    }));
    const opened = openLock(header, { lock, shares, shredSecret: fromHex(shredSecret), complaintCode });
    if (attempt.refusal === null) expect(toHex(await opened)).toBe(vector.root);
    else await expect(opened).rejects.toMatchObject({ code: attempt.refusal });
  });

  test("every auditor's shares", async () => {
    const keys = await auditors();
    for (const name of ["complaint", "break-glass"] as const) {
      for (const [at, key] of keys.entries()) {
        const { share, external } = await unsealShare(header, key, name);
        expect(toHex(share)).toBe(vector.locks[name].shares[at]);
        expect(external && toHex(external)).toBe(name === "break-glass" && at === 3 ? vector.external : undefined);
      }
    }
  });

  test("the complaint proof", async () => {
    expect(await complaintProof(vector.complaintCode, vector.recordingId)).toBe(vector.complaintProof);
    expect(await checkComplaintProof(header, vector.complaintProof)).toBe(true);
  });

  test("the auditor sets", async () => {
    const [first, second] = vector.auditorSets.map((set: object) => AuditorSet.parse(set));
    expect(await Promise.all([first, second].map(auditorSetHash))).toEqual(vector.auditorSetHashes);
    await verifyAuditorSet(first);
    await verifyAuditorSet(second, first);
    const [key] = await auditors();
    expect(await signAuditorSet(first, key as AuditorKey)).toEqual(first.signatures[0]);
  });

  test("statements and sealed boxes", async () => {
    const { type, value, bytes, signature, signingKey } = statements.statement;
    expect(toHex(statementBytes(type, value))).toBe(bytes);
    expect(await verifyStatement(type, value, signature, signingKey)).toBe(true);
    const [key] = await auditors();
    expect(await signStatement(type, value, key as AuditorKey)).toBe(signature);
    const [publicKey, privateKey] = [statements.viewerPublicKey, statements.viewerPrivateKey].map(fromHex) as Pair;
    for (const { context, binding, plain, ephemeral, box } of statements.boxes) {
      const sealed = await sealTo(publicKey, context, fromHex(binding), fromHex(plain), tape(ephemeral));
      expect(sealed).toEqual(box);
      expect(toHex(await openSealed(privateKey, context, fromHex(binding), box))).toBe(plain);
    }
    const share = await openResealedShare(privateKey, header, statements.caseId, statements.resealedShare);
    expect(share).toEqual(await unsealShare(header, (await auditors())[3] as AuditorKey, "break-glass"));
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
