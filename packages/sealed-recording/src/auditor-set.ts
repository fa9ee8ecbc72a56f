import { z } from "zod";
import { type AuditorKey, auditorKeyId } from "./auditor-key.ts";
import { concatBytes } from "./bytes.ts";
import { canonicalBytes } from "./canonical-json.ts";
import { SealedRecordingError } from "./errors.ts";
import { fromHex, toHex } from "./hex.ts";
import { hexOf } from "./hex-schema.ts";
import { label } from "./label.ts";
import { leastThreshold } from "./lock-schemas.ts";
import { signStatement, verifyStatement } from "./statement.ts";
import { sha256 } from "./web-crypto.ts";

/** One person with one key. */
const Auditor = z.strictObject({
  keyId: hexOf(16),
  /** X25519. */
  publicKey: hexOf(32),
  /** Ed25519. */
  signingKey: hexOf(32),
  /** Stands for the person, so that nobody approves under two keys. */
  person: z.string().regex(/^[a-z2-7]{8}$/),
  /** Not employed by the operator; no break-glass opening goes without one. */
  external: z.boolean(),
  /** Under which the person works as a technician: nobody opens a recording of their own session. */
  technicianPseudonyms: z.array(z.string().regex(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/)).max(16),
});

/** Who can open recordings, from when this version counts until the next one does. Public keys only, and no names. */
export const AuditorSet = z.strictObject({
  format: z.literal("ferndiagnose-auditor-set"),
  /** 1, 2, 3 … */
  version: z.int().min(1),
  /** `auditorSetHash` of the version before. */
  previous: hexOf(32).nullable(),
  /** How many auditors each lock takes. */
  thresholds: z.strictObject({
    complaint: z.int().min(leastThreshold.complaint).max(64),
    breakGlass: z.int().min(leastThreshold["break-glass"]).max(64),
  }),
  auditors: z.array(Auditor).min(3).max(64),
  signatures: z.array(z.strictObject({ keyId: hexOf(16), signature: z.string().max(86) })).max(128),
});
export type AuditorSet = z.infer<typeof AuditorSet>;
export type AuditorSetSignature = AuditorSet["signatures"][number];

/** What the next version, a header and the log name a set by. Does not cover the signatures. */
export async function auditorSetHash(set: AuditorSet): Promise<string> {
  return toHex(await sha256(concatBytes(label("auditor set"), canonicalBytes(unsigned(set)))));
}

/** To be put into `signatures`. */
export async function signAuditorSet(set: AuditorSet, key: AuditorKey): Promise<AuditorSetSignature> {
  return { keyId: key.keyId, signature: await signStatement("auditor-set", unsigned(set), key) };
}

/**
 * Throws `auditor_set_invalid` unless the set is sound in itself and signed: version 1 by all its members; a later one by as
 * many members of the set before as open a complaint. Whoever pins version 1 and follows the chain trusts nobody in between.
 */
export async function verifyAuditorSet(set: AuditorSet, previous?: AuditorSet): Promise<void> {
  await assertSound(set);
  if (previous === undefined) {
    if (set.version !== 1 || set.previous !== null) throw invalid("It is not the first version.");
    await assertSignedBy(set, set.auditors, set.auditors.length);
    return;
  }
  if (set.version !== previous.version + 1) throw invalid(`It does not follow version ${previous.version}.`);
  if (set.previous !== (await auditorSetHash(previous))) throw invalid("It names another predecessor.");
  await assertSignedBy(set, previous.auditors, previous.thresholds.complaint);
}

async function assertSound(set: AuditorSet): Promise<void> {
  if (!AuditorSet.safeParse(set).success) throw invalid("It is malformed.");
  const { auditors, thresholds } = set;
  // A lock counts keys: whoever held two of them would count as two persons.
  for (const member of ["keyId", "signingKey", "person"] as const) {
    if (new Set(auditors.map((auditor) => auditor[member])).size < auditors.length) {
      throw invalid(`Two auditors have the same ${member}.`);
    }
  }
  if (!auditors.some(({ external }) => external)) throw invalid("It has no external auditor.");
  if (Math.max(thresholds.complaint, thresholds.breakGlass) > auditors.length)
    throw invalid("It has too few auditors.");
  for (const { keyId, publicKey } of auditors) {
    if ((await auditorKeyId(fromHex(publicKey))) !== keyId) throw invalid(`Key ${keyId} has another number.`, keyId);
  }
}

async function assertSignedBy(set: AuditorSet, members: AuditorSet["auditors"], atLeast: number): Promise<void> {
  const signers = new Set<string>();
  for (const { keyId, signature } of set.signatures) {
    const member = members.find((auditor) => auditor.keyId === keyId);
    if (member === undefined) throw invalid(`${keyId} may not sign it.`, keyId);
    const isSigned = await verifyStatement("auditor-set", unsigned(set), signature, member.signingKey);
    if (!isSigned) throw invalid(`The signature of ${keyId} is wrong.`, keyId);
    signers.add(member.person);
  }
  if (signers.size < atLeast) throw invalid(`${signers.size} of ${atLeast} signatures are there.`);
}

function unsigned({ signatures: _, ...rest }: AuditorSet) {
  return rest;
}

function invalid(reason: string, keyId?: string): SealedRecordingError {
  return new SealedRecordingError("auditor_set_invalid", keyId === undefined ? { reason } : { reason, keyId });
}
