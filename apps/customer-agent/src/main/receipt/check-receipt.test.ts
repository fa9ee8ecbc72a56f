import { generateKeyPairSync, sign } from "node:crypto";
import { type Heartbeat, Receipt, RecordingId, SessionId, type SignedReceipt } from "@ferndiagnose/protocol";
import { canonicalBytes } from "@ferndiagnose/sealed-recording";
import fc from "fast-check";
import { expect, test } from "vitest";
import { flawOfReceipt, type KnownSession } from "./check-receipt.ts";

const keys = generateKeyPairSync("ed25519");
const otherKeys = generateKeyPairSync("ed25519");
const keyOf = ({ publicKey }: typeof keys) => publicKey.export({ format: "jwk" }).x ?? "";
const dayMs = 24 * 3_600_000;

const known: KnownSession = {
  sessionId: SessionId.parse("a".repeat(20)),
  organisation: "Beispiel-Netze GmbH",
  retentionDays: 90,
  recordingId: RecordingId.parse("01".repeat(16)),
  recordingKey: keyOf(keys),
  lastAnchor: { frameSeq: 7, headHash: "7".repeat(64) } as Heartbeat,
};

const receipt = Receipt.parse({
  version: 1,
  sessionId: known.sessionId,
  recordingId: known.recordingId,
  organisation: known.organisation,
  technician: "K7QM-2XRT",
  startedAt: 1_000,
  endedAt: 61_000,
  endReason: "customer_f11",
  rights: [{ rights: { view: { kind: "all_screens" }, control: false }, fromMs: 0, untilMs: 60_000 }],
  finalSeq: 9,
  finalHash: "9".repeat(64),
  deleteAt: 61_000 + 90 * dayMs,
  log: "log.example/2026",
});

function signed(change: Partial<Receipt> = {}, by = keys, shownKey = by): SignedReceipt {
  const body = { ...receipt, ...change };
  const bytes = Buffer.concat([
    Buffer.from("FDR1 receipt\0"),
    Buffer.from(body.recordingId, "hex"),
    canonicalBytes(body),
  ]);
  return {
    receipt: body,
    recordingKey: keyOf(shownKey),
    signature: sign(null, bytes, by.privateKey).toString("base64url"),
  };
}

test("a true receipt has no flaw, with anchors and without", () => {
  expect(flawOfReceipt(signed(), known)).toBeUndefined();
  expect(flawOfReceipt(signed(), { ...known, lastAnchor: undefined })).toBeUndefined();
});

test.each<[string, SignedReceipt, string]>([
  ["another session", signed({ sessionId: SessionId.parse("b".repeat(20)) }), "other_session"],
  ["another recording", signed({ recordingId: RecordingId.parse("02".repeat(16)) }), "other_recording"],
  ["another key", signed({}, otherKeys), "other_key"],
  ["another key under this one's name", signed({}, otherKeys, keys), "signature_wrong"],
  ["another organisation", signed({ organisation: "Jemand GmbH" }), "other_organisation"],
  ["an end before what was signed on the way", signed({ finalSeq: 6 }), "end_before_anchor"],
  ["an end that another head stood at", signed({ finalSeq: 7 }), "end_not_anchor"],
  ["a longer time than agreed on", signed({ deleteAt: 61_000 + 91 * dayMs }), "kept_too_long"],
])("one with %s has", (_what, forged, flaw) => expect(flawOfReceipt(forged, known)).toBe(flaw));

test("no signature of another kind does: heartbeats are signed with the same key", () => {
  const label = Buffer.from("FDR1 heartbeat\0");
  const bytes = Buffer.concat([label, Buffer.from(receipt.recordingId, "hex"), canonicalBytes(receipt)]);
  const signature = sign(null, bytes, keys.privateKey).toString("base64url");
  expect(flawOfReceipt({ ...signed(), signature }, known)).toBe("signature_wrong");
});

test("whatever is changed afterwards is noticed", () => {
  const original = signed();
  const numbers = fc.constantFrom("startedAt", "endedAt", "finalSeq", "deleteAt");
  const texts = fc.constantFrom("technician", "endReason", "finalHash", "log");
  const change = fc.oneof(
    fc.tuple(
      numbers,
      fc.integer({ min: 1, max: 1_000 }).map((more) => (was: unknown) => (was as number) + more),
    ),
    fc.tuple(
      texts,
      fc.string({ minLength: 1 }).map((more) => (was: unknown) => `${was}${more}`),
    ),
    fc.tuple(
      fc.constant("rights"),
      fc.constant(() => []),
    ),
  );
  fc.assert(
    fc.property(change, ([field, alter]) => {
      const changed = { ...original.receipt, [field]: alter(original.receipt[field as keyof Receipt]) };
      expect(flawOfReceipt({ ...original, receipt: changed as Receipt }, known)).toBeDefined();
    }),
  );
});
