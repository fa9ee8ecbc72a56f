import { policy, SessionId } from "@ferndiagnose/protocol";

/**
 * Batches of records travel from the relay to its parent over a pipe of their own, in frames: the session's number as 20
 * ASCII characters, the length of the records as 32 bits, most significant first, and the records. A frame without records
 * says that the session is closed: its last batch came before, and nothing follows.
 */
export const batchHeaderBytes = 24;

/** A batch leaves when it has reached its limit; the record that crossed it may be a long description. */
export const maxBatchFrameBytes = 2 * policy.BATCH_MAX_BYTES + 64 * 1024;

/** The file descriptor of the pipe in the relay process. */
export const batchPipeDescriptor = 4;

const lengthAt = 20;

export function encodeBatchHeader(sessionId: SessionId, length: number): Buffer {
  const header = Buffer.allocUnsafe(batchHeaderBytes);
  header.write(sessionId, 0, "latin1");
  header.writeUInt32BE(length, lengthAt);
  return header;
}

/** Undefined for what no relay of ours writes. */
export function decodeBatchHeader(header: Buffer): { sessionId: SessionId; length: number } | undefined {
  const sessionId = SessionId.safeParse(header.toString("latin1", 0, lengthAt));
  const length = header.readUInt32BE(lengthAt);
  return sessionId.success && length <= maxBatchFrameBytes ? { sessionId: sessionId.data, length } : undefined;
}
