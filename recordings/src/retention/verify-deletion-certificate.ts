import {
  type DeletionCertificate,
  type LogProof,
  type SecretDestroyed,
  SignedDeletionCertificate,
} from "@ferndiagnose/protocol";
import { verifyStatement } from "@ferndiagnose/sealed-recording";
import { type Checks, type LogTrust, verifyLogProof, webChecks } from "@ferndiagnose/transparency-log";
import { z } from "zod";
import { CertificateError } from "./certificate-error.ts";
import { receiptsHash } from "./receipts-hash.ts";
import { CLOCK_TOLERANCE_MS, LEAD_MS } from "./retention-times.ts";

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

/** Whom one believes, learnt some other way than from the certificate: the operator publishes it. */
export const CertificateTrust = z.strictObject({
  format: z.literal("ferndiagnose-deletion-trust"),
  version: z.literal(1),
  /** Recovery keys of the recording servers. */
  servers: z.array(hex32).min(1),
  wardens: z.array(z.strictObject({ wardenId: z.string().regex(/^[0-9a-f]{32}$/), signingKey: hex32 })).min(1),
  log: z.strictObject({
    origin: z.string().min(1),
    logKey: z.string().min(1),
    witnesses: z.array(z.strictObject({ name: z.string().min(1), key: z.string().min(1) })),
    quorum: z.int().min(0),
  }),
});
export type CertificateTrust = z.infer<typeof CertificateTrust>;

export interface CertificateVerdict {
  certificate: DeletionCertificate;
  /**
   * The wardens had destroyed the secret before this announcement: the first certificate was lost with a database, and what came back
   * from a backup has been destroyed again.
   */
  isReissued: boolean;
  /** Witnesses who had seen that the destruction was completed, with the time by their own clocks. */
  witnesses: LogTrust["witnesses"][number]["name"][];
}

/**
 * Checks a certificate without asking anybody. What it proves: the wardens signed that they destroyed the secret, after the log announced
 * it and not before its time, and the server signed that the ciphertext is gone and that opening it failed. Throws `CertificateError`.
 */
export async function verifyDeletionCertificate(
  signed: unknown,
  trust: CertificateTrust,
  checks: Checks = webChecks,
): Promise<CertificateVerdict> {
  const parsed = SignedDeletionCertificate.safeParse(signed);
  if (!parsed.success) throw new CertificateError("certificate_malformed", parsed.error);
  const { certificate, serverKey, signature } = parsed.data;
  if (!trust.servers.includes(serverKey)) throw new CertificateError("server_unknown");
  if (!(await verifyStatement("deletion-certificate", certificate, signature, serverKey))) {
    throw new CertificateError("server_signature_wrong");
  }
  await checkWardens(certificate, trust);
  await provenBy(certificate.intent, trust, "intent_not_proven", checks);
  const { witnesses } = await provenBy(certificate.done, trust, "done_not_proven", checks);
  await checkLeaves(certificate, checks);
  checkTimes(certificate);
  const announcedAt = certificate.intent.leaf.at - CLOCK_TOLERANCE_MS;
  const isReissued = certificate.wardens.every(({ at }) => at < announcedAt);
  return { certificate, isReissued, witnesses: witnesses.map(({ name }) => name) };
}

async function checkWardens({ wardens, recordingId }: DeletionCertificate, trust: CertificateTrust): Promise<void> {
  const heard = new Set<string>();
  for (const word of wardens) {
    const known = trust.wardens.find(({ wardenId }) => wardenId === word.wardenId);
    if (!known) throw new CertificateError("warden_unknown");
    if (heard.has(word.wardenId)) throw new CertificateError("warden_twice");
    if (word.recordingId !== recordingId) throw new CertificateError("warden_foreign");
    if (!(await isSignedBy(word, known.signingKey))) throw new CertificateError("warden_signature_wrong");
    heard.add(word.wardenId);
  }
}

function isSignedBy({ signature, ...word }: SecretDestroyed, signingKey: string): Promise<boolean> {
  return verifyStatement("secret-destroyed", word, signature, signingKey);
}

async function provenBy(
  proof: LogProof,
  { log }: CertificateTrust,
  code: "intent_not_proven" | "done_not_proven",
  checks: Checks,
) {
  try {
    return await verifyLogProof(proof, log, checks);
  } catch (error) {
    throw new CertificateError(code, error);
  }
}

async function checkLeaves(
  { recordingId, deleteAt, finalHash, wardens, intent, done }: DeletionCertificate,
  checks: Checks,
) {
  const isIntent = intent.leaf.type === "shred_intent" && done.leaf.type === "shred_done";
  const agrees =
    isSame(intent.details, { recordingId, deleteAt, finalHash }) &&
    isSame(done.details, { recordingId, finalHash, wardens: await receiptsHash(wardens, checks) });
  if (!isIntent || !agrees) throw new CertificateError("leaf_contradicts");
}

function checkTimes({ deleteAt, destroyedAt, wardens, intent, done }: DeletionCertificate): void {
  const earliestMs = deleteAt - LEAD_MS - CLOCK_TOLERANCE_MS;
  const times = [intent.leaf.at, done.leaf.at, destroyedAt, ...wardens.map(({ at }) => at)];
  if (times.some((atMs) => atMs < earliestMs)) throw new CertificateError("too_early");
  // The log's order is what counts: a clock may have been corrected between the two.
  const isInOrder =
    intent.index < done.index &&
    intent.leaf.at <= done.leaf.at + CLOCK_TOLERANCE_MS &&
    wardens.every(({ at }) => at <= destroyedAt + CLOCK_TOLERANCE_MS) &&
    done.leaf.at <= destroyedAt + CLOCK_TOLERANCE_MS;
  if (!isInOrder) throw new CertificateError("order_wrong");
}

function isSame(details: LogProof["details"], expected: LogProof["details"]): boolean {
  const names = Object.keys(expected);
  return Object.keys(details).length === names.length && names.every((name) => details[name] === expected[name]);
}
