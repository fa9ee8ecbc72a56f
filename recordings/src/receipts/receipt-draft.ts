import {
  EndReason,
  type Pseudonym,
  Receipt,
  type RecordingId,
  type SessionEvent,
  type SessionId,
} from "@ferndiagnose/protocol";
import { canonicalBytes } from "@ferndiagnose/sealed-recording";
import { RightsPeriods } from "./rights-periods.ts";

/** What is known of a receipt from the first moment on. */
export interface ReceiptFacts {
  sessionId: SessionId;
  recordingId: RecordingId;
  organisation: string;
  technician: Pseudonym;
  startedAt: number;
  /** Origin of the transparency log. */
  log: string;
}

/** How the recording ended: the last link of its chain and its day of destruction. */
export interface RecordingEnd {
  seq: number;
  hash: Uint8Array;
  deleteAtMs: number;
  reason: string;
  endedAtMs: number;
  elapsedMs: number;
}

/** A receipt in the making: collects what the customer allowed, and is written when the recording ends. */
export class ReceiptDraft {
  readonly #facts: ReceiptFacts;
  readonly #rights = new RightsPeriods();

  constructor(facts: ReceiptFacts) {
    this.#facts = facts;
  }

  note(event: SessionEvent, elapsedMs: number): void {
    if (event.type === "rights_changed") this.#rights.change(event.rights, elapsedMs);
  }

  complete(end: RecordingEnd): Receipt {
    return Receipt.parse({
      version: 1,
      ...this.#facts,
      endedAt: end.endedAtMs,
      endReason: EndReason.parse(end.reason),
      rights: this.#rights.until(end.elapsedMs),
      finalSeq: end.seq,
      finalHash: Buffer.from(end.hash).toString("hex"),
      deleteAt: end.deleteAtMs,
    });
  }
}

/** What the recording's own key signs for a receipt. */
export function receiptStatement(receipt: Receipt): { context: string; bytes: Uint8Array } {
  return { context: "receipt", bytes: canonicalBytes(receipt) };
}
