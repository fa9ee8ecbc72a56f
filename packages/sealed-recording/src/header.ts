import { z } from "zod";
import { auditorKeyId } from "./auditor-key.ts";
import { concatBytes, equalBytes, viewOf } from "./bytes.ts";
import { canonicalBytes } from "./canonical-json.ts";
import { chainLink } from "./chain-link.ts";
import { SealedRecordingError } from "./errors.ts";
import { fromHex, toHex } from "./hex.ts";
import { hexOf } from "./hex-schema.ts";
import { BreakGlassLock, ComplaintLock, type Lock, leastThreshold, type SealedShares } from "./lock-schemas.ts";
import { assertPolicy, type LockPolicy, Policy, policyHash } from "./policy.ts";
import { fromUtf8, type Hashing, utf8, webChecks } from "./web-crypto.ts";

/** Section 3 of the specification: magic, version, length. */
export const headerPrefixLength = 12;
export const signatureLength = 64;
const maximumHeaderLength = 262_144;
const magic = utf8("FDR1");
const version = 1;

export const suite = "AES256GCM-SHA256-ED25519-HPKE:X25519-SHA256-AES256GCM";

/** A lock of a later kind or version: kept as it stands, opened by a later reader. */
const FutureLock = z
  .looseObject({ kind: z.string(), version: z.int().min(1), name: z.string(), lockedRoot: hexOf(48) })
  .refine((lock) => !["complaint", "break-glass"].includes(lock.kind) || lock.version !== 1);

export const Header = z.strictObject({
  version: z.literal(version),
  suite: z.literal(suite),
  recordingId: hexOf(16),
  sessionId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  createdAtMs: z.int().min(0),
  latestDeleteAtMs: z.int().min(0),
  policy: Policy,
  policyHash: hexOf(32),
  signingKey: hexOf(32),
  recoveryKey: hexOf(32),
  commitment: hexOf(32),
  locks: z
    .array(z.union([ComplaintLock, BreakGlassLock, FutureLock]))
    .min(1)
    .max(16),
});
export type Header = z.infer<typeof Header>;

/** The part of the header that a lock's ciphertext is bound to: all but the locks themselves. */
export type BareHeader = Omit<Header, "locks">;

/** The header section without its signature. */
export function encodeHeader(header: Header): Uint8Array {
  const body = canonicalBytes(header);
  const prefix = new Uint8Array(headerPrefixLength);
  prefix.set(magic);
  viewOf(prefix).setUint32(4, version);
  viewOf(prefix).setUint32(8, body.length);
  return concatBytes(prefix, body);
}

/** Length of the whole header section, signature included, as its first twelve bytes announce it. Throws `header_…`. */
export function headerSectionLength(prefix: Uint8Array): number {
  if (prefix.length < headerPrefixLength || !equalBytes(prefix.subarray(0, 4), magic)) throw invalid();
  const view = viewOf(prefix);
  if (view.getUint32(4) !== version) throw new SealedRecordingError("header_unsupported", { seq: 0 });
  const length = view.getUint32(8);
  if (length > maximumHeaderLength) throw invalid();
  return headerPrefixLength + length + signatureLength;
}

export interface ParsedHeader {
  readonly header: Header;
  /** `g_0`, which is signed. */
  readonly digest: Uint8Array;
  /** `h_0`, the head of the chain before the first frame. */
  readonly hash: Uint8Array;
  readonly signature: Uint8Array;
  /** Length of the header section: where the first frame begins. */
  readonly length: number;
}

/**
 * Parses a header section; bytes behind it are ignored. Everything but the signature is checked. Throws `header_invalid`, or
 * `header_unsupported` if only the version or the suite is unknown.
 */
export async function parseHeader(bytes: Uint8Array, checks: Hashing = webChecks): Promise<ParsedHeader> {
  const length = headerSectionLength(bytes);
  if (bytes.length < length) throw invalid();
  const signed = bytes.subarray(0, length - signatureLength);
  const header = parseBody(signed.subarray(headerPrefixLength));
  await checkConsistency(header, checks);
  const digest = await checks.sha256(signed);
  const signature = bytes.subarray(length - signatureLength, length);
  return { header, digest, hash: await checks.sha256(chainLink(digest, signature)), signature, length };
}

function parseBody(body: Uint8Array): Header {
  try {
    const json: unknown = JSON.parse(fromUtf8(body));
    const named = z.looseObject({ suite: z.string() }).parse(json);
    if (named.suite !== suite) throw new SealedRecordingError("header_unsupported", { seq: 0 });
    const header = Header.parse(json);
    if (!equalBytes(canonicalBytes(header), body)) throw invalid();
    return header;
  } catch (cause) {
    throw cause instanceof SealedRecordingError ? cause : invalid(cause);
  }
}

/** What the schema cannot say: policy, locks and keys agree with one another. */
async function checkConsistency(header: Header, checks: Hashing): Promise<void> {
  const { policy, locks } = header;
  if (toHex(await policyHash(policy, checks)) !== header.policyHash) throw invalid();
  if (header.signingKey === header.recoveryKey) throw invalid();
  assertPolicy(policy);
  if (policy.locks.length !== locks.length) throw invalid();
  for (const [at, lock] of locks.entries()) {
    const ruled = policy.locks[at];
    if (ruled?.name !== lock.name || ruled.kind !== lock.kind) throw invalid();
    if (isKnownLock(lock)) await checkLock(lock, ruled, checks);
  }
}

async function checkLock(lock: Lock, ruled: LockPolicy, checks: Hashing): Promise<void> {
  if (ruled.threshold < leastThreshold[lock.name]) throw invalid();
  await checkShares(lock.shares, ruled.auditors, checks);
  const externals = lock.name === "break-glass" ? lock.externals : [];
  if (externals.map(({ keyId }) => keyId).join() !== (ruled.externals ?? []).join()) throw invalid();
  if (externals.length === 0 && lock.name === "break-glass") throw invalid();
  if (externals.some(({ index, keyId }) => ruled.auditors[index - 1] !== keyId)) throw invalid();
}

async function checkShares(shares: SealedShares, auditors: readonly string[], checks: Hashing): Promise<void> {
  if (shares.length !== auditors.length) throw invalid();
  for (const [at, share] of shares.entries()) {
    if (share.index !== at + 1 || share.keyId !== auditors[at]) throw invalid();
    if ((await auditorKeyId(fromHex(share.publicKey), checks)) !== share.keyId) throw invalid();
  }
}

/** Whether this reader can open it, as far as it knows. */
export function isKnownLock(lock: Header["locks"][number]): lock is Lock {
  return (lock.kind === "complaint" || lock.kind === "break-glass") && lock.version === 1;
}

function invalid(cause?: unknown): SealedRecordingError {
  return new SealedRecordingError("header_invalid", { seq: 0, cause });
}
