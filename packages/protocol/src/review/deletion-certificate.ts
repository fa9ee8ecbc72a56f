import { z } from "zod";
import { LogProof } from "../log/log-proof.ts";
import { hexBytes, Signature } from "../sealed.ts";
import { RecordingId, SessionId, UnixMs } from "../values.ts";
import { SecretDestroyed } from "../warden/messages.ts";

/**
 * Says that a recording is gone, how, and who vouches for it. Checked without asking anybody: the wardens' signatures, the proofs
 * against the log's key, and the server's signature.
 */
export const DeletionCertificate = z.strictObject({
  version: z.literal(1),
  recordingId: RecordingId,
  /** Null when the recording's header could no longer be read. */
  sessionId: SessionId.nullable(),
  deleteAt: UnixMs,
  destroyedAt: UnixMs,
  finalHash: hexBytes(32),
  ciphertextBytes: z.int().min(0),
  objectsRemoved: z.array(z.string().max(200)).max(1_000),
  /** Secrets on ordinary storage can be overwritten, not proven unrecoverable: NIST SP 800-88 says "Clear". */
  assurance: z.literal("clear"),
  wardens: z.array(SecretDestroyed).min(1).max(8),
  intent: LogProof,
  done: LogProof,
});
export type DeletionCertificate = z.infer<typeof DeletionCertificate>;

/** `signature`: the recording server's recovery key over `statementBytes("deletion-certificate", certificate)`. */
export const SignedDeletionCertificate = z.strictObject({
  certificate: DeletionCertificate,
  serverKey: hexBytes(32),
  signature: Signature,
});
export type SignedDeletionCertificate = z.infer<typeof SignedDeletionCertificate>;
