import { auditorKeyId } from "../auditor-key.ts";
import { makeAuditorsLock, rootCommitment } from "../auditors-lock.ts";
import { concatBytes } from "../bytes.ts";
import { type BareHeader, encodeHeader, type Header, parseHeader, signatureLength, suite } from "../header.ts";
import { toHex } from "../hex.ts";
import { assertPolicy, type Policy, policyHash } from "../policy.ts";
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
  readonly locks: readonly LockOptions[];
  readonly random: Random;
}

/** `threshold` of these auditors, given by their public keys, can open the recording together. */
export interface LockOptions {
  readonly kind: "auditors";
  /** 1 to 32 characters of a–z 0–9 -. */
  readonly name: string;
  readonly threshold: number;
  readonly auditors: readonly Uint8Array[];
}

export interface CreatedRecording {
  readonly header: Header;
  /** What the file begins with; must be durable before the first frame. */
  readonly headerBytes: Uint8Array;
  readonly writer: RecordingWriter;
}

/**
 * Begins a recording: draws its root key, locks it, and forgets it. Throws `header_invalid` if the options make no valid header,
 * for example a threshold above the number of auditors.
 */
export async function createRecording(options: RecordingOptions): Promise<CreatedRecording> {
  const { random } = options;
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
    const locks: Header["locks"] = [];
    for (const { name, threshold, auditors } of options.locks) {
      locks.push(await makeAuditorsLock(bare, name, threshold, auditors, root, random));
    }
    const header = { ...bare, locks };
    await parseHeader(concatBytes(encodeHeader(header), new Uint8Array(signatureLength)));
    const writer = new RecordingWriter(header, root, signingKey, random);
    return { header, headerBytes: writer.headerBytes, writer };
  } finally {
    root.fill(0);
  }
}

async function policyOf({ retentionDays, locks }: RecordingOptions): Promise<Policy> {
  const named = locks.map(async ({ kind, name, threshold, auditors }) => ({
    kind,
    name,
    threshold,
    auditors: await Promise.all(auditors.map(auditorKeyId)),
  }));
  return { version: 1, retentionDays, locks: await Promise.all(named) };
}
