import { type AuditorSet, auditorSetHash } from "../auditor-set.ts";
import { concatBytes } from "../bytes.ts";
import { SealedRecordingError } from "../errors.ts";
import { type BareHeader, encodeHeader, type Header, parseHeader, signatureLength, suite } from "../header.ts";
import { toHex } from "../hex.ts";
import { rootCommitment } from "../locked-root.ts";
import { makeBreakGlassLock, makeComplaintLock } from "../make-locks.ts";
import { assertPolicy, type Policy, policyHash } from "../policy.ts";
import { drawAndSplit, wipe } from "../shamir.ts";
import type { Random } from "../web-crypto.ts";
import { RecordingWriter } from "./recording-writer.ts";
import { signingKeyFromSeed } from "./signing-key.ts";

export interface RecordingOptions {
  /** 1 to 64 characters of A–Z a–z 0–9 _ -; names no person. */
  readonly sessionId: string;
  /** Now, UTC; the zero point of all times in the recording. */
  readonly createdAtMs: number;
  readonly latestDeleteAtMs: number;
  readonly retentionDays: number;
  /** Public half of the recording server's recovery key. */
  readonly recoveryKey: Uint8Array;
  /** Verified by the caller: `verifyAuditorSet`. */
  readonly auditors: AuditorSet;
  /** S, 32 bytes: sealed to the key wardens by the caller, who overwrites it. */
  readonly shredSecret: Uint8Array;
  /** C, 20 symbols without separators. */
  readonly complaintCode: string;
  readonly random: Random;
}

export interface CreatedRecording {
  readonly header: Header;
  /** What the file begins with; must be durable before the first frame. */
  readonly headerBytes: Uint8Array;
  readonly writer: RecordingWriter;
}

/**
 * Begins a recording: draws its root key, locks it, and forgets it. Throws `header_invalid` if the options make no valid header,
 * `factor_invalid` if shred secret or complaint code are malformed.
 */
export async function createRecording(options: RecordingOptions): Promise<CreatedRecording> {
  const { random } = options;
  assertFactors(options);
  const policy = await policyOf(options);
  assertPolicy(policy);
  const recordingId = toHex(random(16));
  const root = random(32);
  const seed = random(32);
  const signingKey = signingKeyFromSeed(seed);
  seed.fill(0);
  try {
    const bare: BareHeader = {
      version: 1,
      suite,
      recordingId,
      sessionId: options.sessionId,
      createdAtMs: options.createdAtMs,
      latestDeleteAtMs: options.latestDeleteAtMs,
      policy,
      policyHash: toHex(await policyHash(policy)),
      signingKey: toHex(signingKey.publicKey),
      recoveryKey: toHex(options.recoveryKey),
      commitment: toHex(await rootCommitment(root, recordingId)),
    };
    const header = { ...bare, locks: await makeLocks(bare, options, root) };
    await parseHeader(concatBytes(encodeHeader(header), new Uint8Array(signatureLength)));
    const writer = new RecordingWriter(header, root, signingKey, random);
    return { header, headerBytes: writer.headerBytes, writer };
  } finally {
    root.fill(0);
  }
}

async function makeLocks(bare: BareHeader, options: RecordingOptions, root: Uint8Array): Promise<Header["locks"]> {
  const { auditors: set, shredSecret, complaintCode, random } = options;
  const forComplaint = await drawAndSplit(set.auditors.length, set.thresholds.complaint, random);
  const forBreakGlass = await drawAndSplit(set.auditors.length, set.thresholds.breakGlass, random);
  const external = random(32);
  const input = { root, shredSecret, complaintCode };
  try {
    return [
      await makeComplaintLock(bare, set, forComplaint, input, random),
      await makeBreakGlassLock(bare, set, forBreakGlass, external, input, random),
    ];
  } finally {
    wipe(forComplaint);
    wipe(forBreakGlass);
    external.fill(0);
  }
}

async function policyOf({ retentionDays, auditors: set }: RecordingOptions): Promise<Policy> {
  const auditors = set.auditors.map(({ keyId }) => keyId);
  const externals = set.auditors.filter(({ external }) => external).map(({ keyId }) => keyId);
  return {
    version: 1,
    retentionDays,
    auditorSet: { version: set.version, hash: await auditorSetHash(set) },
    locks: [
      { kind: "complaint", name: "complaint", threshold: set.thresholds.complaint, auditors },
      { kind: "break-glass", name: "break-glass", threshold: set.thresholds.breakGlass, auditors, externals },
    ],
  };
}

function assertFactors({ shredSecret, complaintCode }: RecordingOptions): void {
  if (shredSecret.length !== 32 || !/^[0-9A-HJKMNP-TV-Z]{20}$/.test(complaintCode)) {
    throw new SealedRecordingError("factor_invalid");
  }
}
