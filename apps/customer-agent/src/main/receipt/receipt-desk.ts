import type { ComplaintCode, Heartbeat, ReceiptFile, SessionInvitation, SignedReceipt } from "@ferndiagnose/protocol";
import type { ReceiptKeeping, ReceiptView } from "@ferndiagnose/protocol/ipc";
import type { Clock, Timer } from "../clock.ts";
import { errorFields, type Log } from "../log.ts";
import { flawOfReceipt, type KnownSession } from "./check-receipt.ts";

const waitAtMostMs = 15_000;

/** Where a receipt can go. Each resolves to whether it got there; undefined when the customer thought better of it. */
export interface ReceiptOutlets {
  print(): Promise<boolean | undefined>;
  savePdf(name: string): Promise<boolean | undefined>;
  saveFile(name: string, text: string): Promise<boolean | undefined>;
  copy(text: string): void;
}

export interface ReceiptDeskOptions {
  clock: Clock;
  log: Log;
  outlets: ReceiptOutlets;
  portal: URL;
  invitation: Omit<SessionInvitation, "resumeToken">;
  complaintCode: ComplaintCode;
  recording: Pick<KnownSession, "recordingId" | "recordingKey">;
  anchors: readonly Heartbeat[];
  /** By the wall clock. */
  endedAt: number;
  onChange(): void;
}

/**
 * The end of a session that was recorded: waits for the receipt, believes it only when this computer can verify it, and
 * lets the customer keep it together with the complaint code. Both live in memory only; nothing here writes a file unasked.
 */
export class ReceiptDesk {
  readonly #options: ReceiptDeskOptions;
  readonly #patience: Timer;
  #state: ReceiptView["state"] = "waiting";
  #signed: SignedReceipt | undefined;
  #kept: ReceiptView["kept"];
  #isKept = false;
  #hasAsked = false;
  #leaving = false;

  constructor(options: ReceiptDeskOptions) {
    this.#options = options;
    this.#patience = options.clock.setTimer(waitAtMostMs, () => this.giveUp());
  }

  get isSettled(): boolean {
    return this.#state === "valid";
  }

  get view(): ReceiptView {
    const { invitation, complaintCode, portal, endedAt, recording } = this.#options;
    const { sessionId: number, technicianName, organisation, retentionDays } = invitation;
    const isValid = this.#state === "valid" && this.#signed !== undefined;
    return {
      state: this.#state,
      number,
      complaintCode,
      link: `${new URL("/receipt", portal).href}#${number}.${complaintCode}.${recording.recordingKey}`,
      ...{ technicianName, organisation, retentionDays, endedAt },
      ...(isValid && this.#signed ? { receipt: this.#signed.receipt } : {}),
      hasFile: this.#signed !== undefined,
      ...(this.#kept === undefined ? {} : { kept: this.#kept }),
      leaving: this.#leaving,
    };
  }

  /** One that does not verify is kept as evidence; a true one that comes after all replaces it. */
  handleReceipt(signed: SignedReceipt): void {
    if (this.#state === "valid") return;
    const { invitation, recording, anchors } = this.#options;
    const flaw = flawOfReceipt(signed, { ...invitation, ...recording, lastAnchor: anchors.at(-1) });
    this.#options.log[flaw === undefined ? "info" : "warn"]("receipt.received", { flaw: flaw ?? "none" });
    this.#signed = signed;
    this.#settle(flaw === undefined ? "valid" : "wrong");
  }

  /** None will come, or none has come for too long; one that comes later is still welcome. */
  giveUp(): void {
    if (this.#state !== "waiting") return;
    this.#options.log.warn("receipt.missing");
    this.#settle("missing");
  }

  async keep(as: ReceiptKeeping): Promise<void> {
    let done: boolean | undefined;
    try {
      done = await this.#hand(as);
    } catch (error) {
      this.#options.log.warn("receipt.not_kept", { as, ...errorFields(error) });
      done = false;
    }
    if (done === undefined) return;
    this.#kept = { as, done };
    // What is in the clipboard is gone with the next copy.
    if (done && as !== "clipboard") this.#isKept = true;
    this.#leaving &&= !this.#isKept;
    this.#options.onChange();
  }

  /** Whether leaving is fine now. Asks once where nothing was kept; the second time is the answer. */
  mayLeave(): boolean {
    if (this.#isKept || this.#hasAsked) {
      if (this.#leaving) this.stay();
      return true;
    }
    this.#hasAsked = true;
    this.#leaving = true;
    this.#options.onChange();
    return false;
  }

  /** The question is off the page. */
  stay(): void {
    this.#leaving = false;
    this.#options.onChange();
  }

  #settle(state: "valid" | "wrong" | "missing"): void {
    this.#patience.cancel();
    this.#state = state;
    this.#options.onChange();
  }

  #hand(as: ReceiptKeeping): Promise<boolean | undefined> | boolean {
    const { outlets, complaintCode, invitation } = this.#options;
    const name = `Ferndiagnose ${invitation.sessionId.slice(0, 4)}`;
    switch (as) {
      case "print":
        return outlets.print();
      case "pdf":
        return outlets.savePdf(`${name}.pdf`);
      case "file": {
        const file = this.#file();
        return file !== undefined && outlets.saveFile(`${name}.json`, `${JSON.stringify(file, null, 2)}\n`);
      }
      case "clipboard":
        outlets.copy(complaintCode);
        return true;
      default:
        return as satisfies never;
    }
  }

  #file(): ReceiptFile | undefined {
    const { complaintCode, anchors } = this.#options;
    return this.#signed && { receipt: this.#signed, complaintCode, anchors: [...anchors] };
  }
}
