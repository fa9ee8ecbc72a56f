import { expect, test } from "vitest";
import { signAcceptance, verifyAcceptance } from "./complaint-acceptance.ts";
import type { Header } from "./header.ts";
import { toHex } from "./hex.ts";
import { signingKeyFromSeed } from "./node/signing-key.ts";

const recordingId = "ab".repeat(16);
const complaint = { recordingId, proof: "0c".repeat(32), codes: [{ auditor: "1", box: "2" }] };
const accepted = { caseId: "abcdefgh23456777", recordingId, reviewAt: 5 };
const [own, other] = [1, 2].map((byte) => signingKeyFromSeed(new Uint8Array(32).fill(byte)));
if (own === undefined || other === undefined) throw new Error("Two keys");
const header = { recordingId, recoveryKey: toHex(own.publicKey) } as Header;

test("only the server that keeps the recording accepts a complaint, and this one only", async () => {
  const signature = await signAcceptance(complaint, accepted, own);
  expect(await verifyAcceptance(header, complaint, { ...accepted, signature })).toBe(true);
  const { codes, ...rest } = complaint;
  expect(await verifyAcceptance(header, { codes, ...rest }, { ...accepted, signature })).toBe(true);
  const forged = await signAcceptance(complaint, accepted, other);
  expect(await verifyAcceptance(header, complaint, { ...accepted, signature: forged })).toBe(false);
  expect(await verifyAcceptance(header, { ...complaint, codes: [] }, { ...accepted, signature })).toBe(false);
  for (const change of [{ caseId: "zzzzzzzz23456777" }, { reviewAt: 6 }, { recordingId: "cd".repeat(16) }]) {
    expect(await verifyAcceptance(header, complaint, { ...accepted, ...change, signature })).toBe(false);
  }
});
