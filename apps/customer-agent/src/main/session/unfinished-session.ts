import type { LastWord } from "@ferndiagnose/protocol/ipc";
import type { ReceiptDesk } from "../receipt/receipt-desk.ts";
import type { SocketOpener } from "../signalling/open-socket.ts";
import { SignallingClient } from "../signalling/signalling-client.ts";
import { EndPage } from "./end-page.ts";
import type { SessionPorts } from "./session-ports.ts";

export type UnfinishedSessionPorts = Pick<
  SessionPorts,
  "clock" | "log" | "receiptOutlets" | "showSteps" | "closeStatus"
> & { openSocket: SocketOpener };

/**
 * A session whose own process hung or crashed. Another process says its end to the portal and gives the customer number,
 * code and receipt. There is no picture and no input in it: rights are not part of a last word.
 */
export class UnfinishedSession {
  readonly #end: EndPage;
  readonly #client: SignallingClient;

  constructor(ports: UnfinishedSessionPorts, word: LastWord, portal: URL) {
    const { clock, log, receiptOutlets: outlets, openSocket } = ports;
    const { complaintCode, anchor, liveSince } = word;
    const { resumeToken, ...invitation } = word.invitation;
    const endedAt = Date.now();
    const anchors = anchor === undefined ? [] : [anchor];
    const client = new SignallingClient({
      ...{ portal, clock, openSocket },
      events: {
        onMessage: (message) => {
          if (message.type === "receipt") this.#end.handleReceipt(message.receipt);
        },
        onGone: () => this.receipt?.giveUp(),
        onJoined: () => undefined,
        onRefused: () => undefined,
        onUnreachable: () => undefined,
        onLost: () => undefined,
        onResumed: () => undefined,
      },
    });
    this.#client = client;
    this.#end = new EndPage({
      ports,
      reason: "program_failed",
      lastedMs: liveSince === undefined ? 0 : Math.max(1, endedAt - liveSince),
      stopped: Promise.resolve(undefined),
      receipt: { clock, log, outlets, portal, invitation, complaintCode, recording: word, anchors, endedAt },
      closeLink: () => client.close(),
    });
    client.takeUp({ sessionId: invitation.sessionId, resumeToken });
    client.sayGoodbye({ type: "end", reason: "program_failed" }, true);
  }

  get receipt(): ReceiptDesk | undefined {
    return this.#end.receipt;
  }

  close(): void {
    this.#client.close();
  }
}
