import { ByteQueue } from "./byte-queue.ts";
import { ChainWalk } from "./chain-walk.ts";
import { SealedRecordingError } from "./errors.ts";
import { FrameVerifier } from "./frame-verifier.ts";
import { headerPrefixLength, headerSectionLength, type ParsedHeader, parseHeader } from "./header.ts";
import { chunksOf, type RecordingSource } from "./source.ts";
import type { Anchor, Damage, Verdict } from "./verdict.ts";
import { type Checks, webChecks } from "./web-crypto.ts";

export interface VerifyOptions {
  /** Heads known from outside the file, which it must contain. */
  readonly anchors?: readonly Anchor[];
  /** WebCrypto if not given. */
  readonly checks?: Checks;
}

/**
 * Checks a recording without any key, holding one frame at a time in memory. A bad file is a verdict, not an exception; only
 * what the source throws is thrown.
 */
export async function verifyRecording(source: RecordingSource, options: VerifyOptions = {}): Promise<Verdict> {
  const queue = new ByteQueue(chunksOf(source));
  const opened = await openHeader(queue, options.checks ?? webChecks);
  if ("status" in opened) return opened;
  return new ChainWalk(queue, opened.parsed, opened.verifier, options.anchors ?? []).toEnd();
}

async function openHeader(
  queue: ByteQueue,
  checks: Checks,
): Promise<Verdict | { parsed: ParsedHeader; verifier: FrameVerifier }> {
  const damaged = (what: Damage) => ({ status: "damaged", seq: 0, offset: 0, what, intact: undefined }) as const;
  try {
    const length = headerSectionLength(await queue.peek(headerPrefixLength));
    const parsed = await parseHeader(await queue.take(length), checks);
    const verifier = await FrameVerifier.of(parsed.header, checks);
    return (await verifier.headerIsSigned(parsed)) ? { parsed, verifier } : damaged("header_signature");
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    return damaged(error.code === "header_unsupported" ? "header_unsupported" : "header");
  }
}
