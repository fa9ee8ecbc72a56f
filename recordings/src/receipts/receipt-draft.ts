import {
  EndReason,
  type Pseudonym,
  Receipt,
  type RecordingId,
  type SessionEvent,
  type SessionId,
} from "@ferndiagnose/protocol";
import { canonicalBytes, toHex } from "@ferndiagnose/sealed-recording";
import type { RecordingEnd, Statement } from "@ferndiagnose/sealed-recording/node";
import { CurrentGrant } from "../session/current-grant.ts";
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

/** A receipt in the making: collects what the customer allowed, and is written when the recording ends. */
export class ReceiptDraft {
  readonly #facts: ReceiptFacts;
  readonly #grant = new CurrentGrant();
  readonly #rights = new RightsPeriods();

  constructor(facts: ReceiptFacts) {
    this.#facts = facts;
  }

  note(event: SessionEvent, elapsedMs: number): void {
    const change = this.#grant.follow(event);
    if (change) this.#rights.change(change, elapsedMs);
  }

  complete(reason: string, end: RecordingEnd & { endedAtMs: number; elapsedMs: number }): Receipt {
    return Receipt.parse({
      version: 1,
      ...this.#facts,
      endedAt: end.endedAtMs,
      endReason: EndReason.parse(reason),
      rights: this.#rights.until(end.elapsedMs),
      finalSeq: end.seq,
      finalHash: toHex(end.hash),
      deleteAt: end.deleteAtMs,
    });
  }
}

/** What the recording's own key signs for a receipt. */
export function receiptStatement(receipt: Receipt): Statement {
  return { context: "receipt", bytes: canonicalBytes(receipt) };
}
