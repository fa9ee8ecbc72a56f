import { concatBytes } from "./bytes.ts";
import { chainLink } from "./chain-link.ts";
import { deleteAtMs, encodeClosingFrame } from "./closing.ts";
import { FrameType, maximumBodyLength } from "./frame.ts";
import { FrameVerifier } from "./frame-verifier.ts";
import { fromHex, toHex } from "./hex.ts";
import { signedMessage } from "./label.ts";
import type { RandomAccess } from "./source.ts";
import type { Anchor, IntactPart, Verdict } from "./verdict.ts";
import { type VerifyOptions, verifyRecording } from "./verify-recording.ts";
import { sha256, webChecks } from "./web-crypto.ts";

/** The recording server's recovery key. Ed25519, so that the same frame is signed the same way every time. */
export interface RecoverySigner {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export type Recovery =
  /** Has an end already. */
  | { readonly outcome: "unchanged"; readonly verdict: Verdict }
  /** Not a mere crash, or not this server's recording: leave the file as it is and put it into quarantine. */
  | { readonly outcome: "refused"; readonly verdict: Verdict; readonly reason: RecoveryRefusal }
  /** To do, in this order: store the torn tail beside the file, cut the file at `cutAt`, append `frame`. */
  | {
      readonly outcome: "recoverable";
      readonly cutAt: number;
      readonly tornTail: Uint8Array;
      readonly frame: Uint8Array;
      /** The head of the recovered file. */
      readonly head: Anchor;
      readonly deleteAtMs: number;
    };

export type RecoveryRefusal =
  | "header"
  | "anchor"
  | "frames_after_damage"
  | "tail_too_long"
  | "foreign_recovery_key"
  | "after_end";

/** A crash tears the frame being written, and with it at most what the disk had not yet ordered before it. */
const longestTornTail = 2 * maximumBodyLength;

/**
 * Plans the recovery of a recording whose writer is gone; section 10. Changes nothing itself. The plan depends on nothing but the
 * intact part of the file and the key: interrupted at any point and run again, it ends in the same bytes.
 */
export async function recoverRecording(
  source: RandomAccess,
  signer: RecoverySigner,
  options: VerifyOptions = {},
): Promise<Recovery> {
  const verdict = await verifyRecording(source, options);
  if (verdict.status === "complete" || verdict.status === "recovered") return { outcome: "unchanged", verdict };
  const { intact } = verdict;
  const refused = (reason: RecoveryRefusal): Recovery => ({ outcome: "refused", verdict, reason });

  if (intact === undefined) return refused("header");
  // A recording that has its end gets no second one.
  if (verdict.status === "damaged" && verdict.what === "after_end") return refused("after_end");
  if (reachesPast(intact, verdict, options.anchors ?? [])) return refused("anchor");
  if (toHex(signer.publicKey) !== intact.header.recoveryKey) return refused("foreign_recovery_key");
  if (source.size - intact.length > longestTornTail) return refused("tail_too_long");
  const tornTail = await source.read(intact.length, source.size - intact.length);
  const verifier = await FrameVerifier.of(intact.header, options.checks ?? webChecks);
  if (await verifier.findsIntactFrame(tornTail)) return refused("frames_after_damage");

  return { outcome: "recoverable", cutAt: intact.length, tornTail, ...(await recoveredFrame(intact, signer)) };
}

function reachesPast(intact: IntactPart, verdict: Verdict, anchors: readonly Anchor[]): boolean {
  const contradicted = verdict.status === "damaged" && verdict.what === "anchor_mismatch";
  return contradicted || anchors.some((anchor) => anchor.seq > intact.head.seq);
}

async function recoveredFrame(intact: IntactPart, signer: RecoverySigner) {
  const { header, head, utcMs, monoMs } = intact;
  const day = deleteAtMs(header, utcMs);
  const seq = head.seq + 1;
  const signed = encodeClosingFrame(
    { type: FrameType.recovered, seq, utcMs, monoMs, prev: head.hash },
    {
      frames: head.seq,
      records: 0,
      recordBytes: 0,
      durationMs: monoMs,
      deleteAtMs: day,
      indexOffset: 0,
      reason: "recovered",
    },
  );
  const digest = await sha256(signed);
  const signature = await signer.sign(signedMessage("recovered", fromHex(header.recordingId), digest));
  const hash = await sha256(chainLink(digest, signature));
  return { frame: concatBytes(signed, signature), head: { seq, hash }, deleteAtMs: day };
}
