import { type EndReason, policy, type SignedReceipt } from "@ferndiagnose/protocol";
import type { Clock } from "../clock.ts";
import { ReceiptDesk, type ReceiptDeskOptions } from "../receipt/receipt-desk.ts";
import type { StopReport } from "./kill-switch.ts";
import type { SessionPorts } from "./session-ports.ts";

const showAfterMs = 500;

export interface EndPageOptions {
  ports: Pick<SessionPorts, "clock" | "showSteps" | "closeStatus">;
  reason: EndReason;
  lastedMs: number;
  /** Undefined when nobody knows how long it took. */
  stopped: Promise<StopReport | undefined>;
  /** Where something was recorded. */
  receipt: Omit<ReceiptDeskOptions, "onChange"> | undefined;
  /** Nothing more is expected from the portal. */
  closeLink(): void;
}

/** After the end: what happened, and the receipt as soon as it is there. */
export class EndPage {
  readonly receipt: ReceiptDesk | undefined;
  readonly #options: EndPageOptions;
  #isShown = false;
  #stoppedInMs: number | undefined;

  constructor(options: EndPageOptions) {
    this.#options = options;
    this.receipt = this.#awaitReceipt(options.ports.clock);
    // Windows take time, so stopping comes first; but nobody waits for a process that will not go.
    const impatience = options.ports.clock.setTimer(showAfterMs, () => this.#appear());
    void options.stopped.then((report) => {
      impatience.cancel();
      this.#stoppedInMs = report && Math.round(Math.max(report.inputStoppedMs, report.captureGoneMs));
      this.#appear();
    });
  }

  handleReceipt(receipt: SignedReceipt): void {
    this.receipt?.handleReceipt(receipt);
  }

  #appear(): void {
    this.#isShown = true;
    this.#options.ports.closeStatus();
    this.#show();
  }

  #show(): void {
    const { ports, reason, lastedMs } = this.#options;
    if (!this.#isShown) return;
    ports.showSteps({
      step: "ended",
      reason,
      lastedMs,
      ...(this.#stoppedInMs === undefined ? {} : { stoppedInMs: this.#stoppedInMs }),
      ...(this.receipt ? { receipt: this.receipt.view } : {}),
    });
  }

  #awaitReceipt(clock: Clock): ReceiptDesk | undefined {
    const { receipt: options, closeLink } = this.#options;
    if (options === undefined) return undefined;
    const receipt = new ReceiptDesk({
      ...options,
      onChange: () => {
        if (receipt.isSettled) closeLink();
        this.#show();
      },
    });
    // As long as the portal keeps the session for who comes back.
    clock.setTimer(policy.RECONNECT_WINDOW_MS, closeLink);
    return receipt;
  }
}
