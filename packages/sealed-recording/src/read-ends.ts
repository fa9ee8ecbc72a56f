import { type Closing, closingFrameLength, deleteAtMs, parseClosing } from "./closing.ts";
import { SealedRecordingError } from "./errors.ts";
import { FrameType, frameHeaderLength, frameSignatureLength, isClosing, parseFrameHeader } from "./frame.ts";
import { FrameVerifier } from "./frame-verifier.ts";
import type { ParsedHeader } from "./header.ts";
import { readHeader } from "./read-records.ts";
import type { RandomAccess } from "./source.ts";
import type { Anchor } from "./verdict.ts";
import { type Checks, webChecks } from "./web-crypto.ts";

/** A closing frame whose signature is right. */
export interface SignedEnd {
  readonly status: "complete" | "recovered";
  readonly closing: Closing;
  readonly head: Anchor;
  readonly utcMs: number;
}

/**
 * Reads the beginning and the end of a recording and checks their signatures, in the same time for any length: enough to know the
 * day of destruction for certain, not that what stands between is intact. `end` is undefined when the last bytes are no closing frame that
 * this recording's keys have signed. Throws `header_…`.
 */
export async function readEnds(
  source: RandomAccess,
  options: { readonly checks?: Checks } = {},
): Promise<ParsedHeader & { readonly end: SignedEnd | undefined }> {
  const checks = options.checks ?? webChecks;
  const parsed = await readHeader(source, checks);
  const verifier = await FrameVerifier.of(parsed.header, checks);
  if (!(await verifier.headerIsSigned(parsed))) throw new SealedRecordingError("header_invalid", { seq: 0 });
  return { ...parsed, end: await readEnd(source, parsed, verifier) };
}

async function readEnd(
  source: RandomAccess,
  { header, length }: ParsedHeader,
  verifier: FrameVerifier,
): Promise<SignedEnd | undefined> {
  const offset = source.size - closingFrameLength;
  if (offset < length) return undefined;
  const bytes = await source.read(offset, closingFrameLength);
  const frame = parseFrameHeader(bytes);
  if (frame === undefined || !isClosing(frame.type)) return undefined;
  const closing = parseClosing(bytes.subarray(frameHeaderLength, bytes.length - frameSignatureLength));
  if (closing === undefined || closing.deleteAtMs !== deleteAtMs(header, frame.utcMs)) return undefined;
  const link = await verifier.link(frame, bytes);
  if (!(await verifier.isSigned(link))) return undefined;
  const status = frame.type === FrameType.final ? "complete" : "recovered";
  return { status, closing, head: { seq: frame.seq, hash: link.hash }, utcMs: frame.utcMs };
}
