import type { Damage, Verdict } from "@ferndiagnose/sealed-recording";

const damages: Record<Damage, string> = {
  header: "the header is malformed",
  header_unsupported: "the header is of a version this program does not know",
  header_signature: "the header's signature is wrong",
  frame_header: "its frame header is malformed, or its length was altered",
  order: "it is out of order",
  prev: "it does not follow the frame before it",
  signature: "its signature is wrong: a byte of it was changed",
  closing: "the end contradicts the recording",
  after_end: "something follows the end",
  anchor_missing: "the recording ends before a frame that is known to have existed",
  anchor_mismatch: "it is not the frame that is known to have been there",
};

/** What a verification found, in words; names the frame at fault. */
export function describeVerdict(verdict: Verdict): string {
  switch (verdict.status) {
    case "complete":
      return `complete: ${framesOf(verdict.closing.frames)}, ${duration(verdict.closing.durationMs)}, ended by ${verdict.closing.reason}`;
    case "recovered":
      return `recovered: the recording was interrupted; ${framesOf(verdict.closing.frames)} intact, ${duration(verdict.closing.durationMs)}`;
    case "truncated":
      return `damaged: no end after frame ${verdict.intact.head.seq}${verdict.tornBytes > 0 ? `, then ${verdict.tornBytes} bytes of a torn frame` : ""}; the recording is still being written, or was cut off`;
    case "damaged":
      return `damaged: ${verdict.seq === 0 ? "header" : `frame ${verdict.seq}`} at byte ${verdict.offset}: ${damages[verdict.what]}`;
  }
}

/** `exit 0` complete, 1 damaged, 2 recovered (DESIGN section 8). */
export function exitCodeOf(verdict: Verdict): number {
  switch (verdict.status) {
    case "complete":
      return 0;
    case "recovered":
      return 2;
    case "truncated":
    case "damaged":
      return 1;
  }
}

function framesOf(count: number): string {
  return count === 1 ? "1 frame" : `${count} frames`;
}

export function duration(ms: number): string {
  const seconds = ms / 1000;
  const pad = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${pad(seconds / 3600)}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)}.${String(Math.floor(ms % 1000)).padStart(3, "0")}`;
}
