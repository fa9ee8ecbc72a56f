import type { DeletionCertificate, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import { signStatement, toHex } from "@ferndiagnose/sealed-recording";
import { signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testRandom } from "../testing/test-ports.ts";
import type { CertificateErrorCode } from "./certificate-error.ts";
import { receiptsHash } from "./receipts-hash.ts";
import { LEAD_MS } from "./retention-times.ts";
import { dayMs, RetentionFixture } from "./testing/retention-fixture.ts";
import { type CertificateTrust, verifyDeletionCertificate } from "./verify-deletion-certificate.ts";

let fixture: RetentionFixture;
let mine: SignedDeletionCertificate;
let other: SignedDeletionCertificate;

beforeAll(async () => {
  fixture = await RetentionFixture.create();
  const [first, second] = [await fixture.keep(), await fixture.keep()];
  const retention = fixture.retention();
  await retention.start();
  fixture.clock.advance(first.deleteAt - LEAD_MS - fixture.clock.now());
  await retention.sweep();
  await retention.stop();
  mine = (await fixture.certificates.get(first.recordingId)) as SignedDeletionCertificate;
  other = (await fixture.certificates.get(second.recordingId)) as SignedDeletionCertificate;
});
afterAll(() => fixture.remove());

/** What a server could sign that lies: whatever it wants. */
async function signed(change: Partial<DeletionCertificate>): Promise<SignedDeletionCertificate> {
  const certificate = { ...mine.certificate, ...change };
  const signature = await signStatement("deletion-certificate", certificate, fixture.maker.recoveryKey);
  return { ...mine, certificate, signature };
}

function codeOf(
  certificate: unknown,
  trust: CertificateTrust = fixture.trust,
): Promise<CertificateErrorCode | "holds"> {
  return verifyDeletionCertificate(certificate, trust).then(
    () => "holds" as const,
    (error: { code: CertificateErrorCode }) => error.code,
  );
}

test("holds as it is, and signed again without a change", async () => {
  expect(await codeOf(mine)).toBe("holds");
  expect(await codeOf(await signed({}))).toBe("holds");
});

test("any other content than was signed is noticed", async () => {
  for (const field of ["deleteAt", "destroyedAt", "ciphertextBytes"] as const) {
    const certificate = { ...mine.certificate, [field]: mine.certificate[field] + 1 };
    expect(await codeOf({ ...mine, certificate }), field).toBe("server_signature_wrong");
  }
  expect(await codeOf({ ...mine, certificate: { ...mine.certificate, assurance: "purge" } })).toBe(
    "certificate_malformed",
  );
  const stranger = signingKeyFromSeed(testRandom(32));
  expect(await codeOf({ ...mine, serverKey: toHex(stranger.publicKey) })).toBe("server_unknown");
});

describe("a server that signs what is not so", () => {
  test("cannot speak for the wardens", async () => {
    const { wardens, recordingId } = mine.certificate;
    const [one, two] = wardens;
    if (!one || !two) throw new Error("Two wardens expected");
    const altered = { ...one, at: one.at + 1 };
    expect(await codeOf(await signed({ wardens: [altered, two] }))).toBe("warden_signature_wrong");
    expect(await codeOf(await signed({ wardens: [one, one] }))).toBe("warden_twice");
    expect(await codeOf(await signed({ wardens: other.certificate.wardens }))).toBe("warden_foreign");
    expect(await codeOf(await signed({ wardens: [one] }))).toBe("leaf_contradicts");
    const key = signingKeyFromSeed(testRandom(32));
    const { signature: _, ...word } = { ...one, wardenId: "f".repeat(32), recordingId };
    const forged = { ...word, signature: await signStatement("secret-destroyed", word, key) };
    expect(await codeOf(await signed({ wardens: [forged, two] }))).toBe("warden_unknown");
  });

  test("cannot borrow another recording's leaves, nor swap them", async () => {
    const { intent, done } = mine.certificate;
    expect(await codeOf(await signed({ intent: other.certificate.intent }))).toBe("leaf_contradicts");
    expect(await codeOf(await signed({ done: other.certificate.done }))).toBe("leaf_contradicts");
    expect(await codeOf(await signed({ intent: done, done: intent }))).toBe("leaf_contradicts");
    expect(await codeOf(await signed({ recordingId: other.certificate.recordingId }))).toBe("warden_foreign");
    expect(await codeOf(await signed({ finalHash: "0".repeat(64) }))).toBe("leaf_contradicts");
    expect(await codeOf(await signed({ deleteAt: mine.certificate.deleteAt - 1 }))).toBe("leaf_contradicts");
  });

  test("cannot make up leaves or times", async () => {
    const { intent, done } = mine.certificate;
    const early = { ...intent, leaf: { ...intent.leaf, at: intent.leaf.at - dayMs } };
    expect(await codeOf(await signed({ intent: early }))).toBe("intent_not_proven");
    const salted = { ...done, salt: "0".repeat(64) };
    expect(await codeOf(await signed({ done: salted }))).toBe("done_not_proven");
    const placed = { ...done, index: done.index - 1 };
    expect(await codeOf(await signed({ done: placed }))).toBe("done_not_proven");
    expect(await codeOf(await signed({ destroyedAt: mine.certificate.deleteAt - 2 * dayMs }))).toBe("too_early");
    expect(await codeOf(await signed({ destroyedAt: mine.certificate.destroyedAt - 3_600_000 }))).toBe("too_early");
  });
});

test("witnesses that are demanded must have cosigned", async () => {
  const log = { ...fixture.trust.log, quorum: 1 };
  expect(await codeOf(mine, { ...fixture.trust, log })).toBe("intent_not_proven");
});

test("the leaf says which words of the wardens it is about", async () => {
  const { wardens, done } = mine.certificate;
  expect(done.details["wardens"]).toBe(await receiptsHash(wardens));
  expect(done.details["wardens"]).not.toBe(await receiptsHash([...wardens].reverse()));
});
