import { createHmac, hkdfSync } from "node:crypto";
import { expect, test } from "vitest";
import { complaintProof } from "./complaint-proof.ts";
import { receiptProof } from "./receipt-proof.ts";

const code = "0123456789ABCDEFGHJK";
const sessionId = "abcdefghij234567abcd";

test("is HKDF-SHA-256 of the code, bound to the session, as another implementation computes it", async () => {
  const info = Buffer.concat([Buffer.from("FDR1 receipt proof\0"), Buffer.from(sessionId)]);
  const expected = Buffer.from(hkdfSync("sha256", code, new Uint8Array(0), info, 32)).toString("hex");
  expect(await receiptProof(code, sessionId)).toBe(expected);
  // RFC 5869 by hand: extract with a salt of zeros, expand to one block.
  const extracted = createHmac("sha256", Buffer.alloc(32)).update(code).digest();
  expect(
    createHmac("sha256", extracted)
      .update(info)
      .update(Buffer.from([1]))
      .digest("hex"),
  ).toBe(expected);
});

test("differs with code and session, and complains about nothing", async () => {
  const recordingId = Buffer.from(sessionId.slice(0, 16)).toString("hex");
  const proofs = await Promise.all([
    receiptProof(code, sessionId),
    receiptProof(code, "abcdefghij234567abce"),
    receiptProof("0123456789ABCDEFGHJM", sessionId),
    complaintProof(code, recordingId),
  ]);
  expect(new Set(proofs).size).toBe(4);
  for (const proof of proofs) expect(proof).toMatch(/^[0-9a-f]{64}$/);
});
