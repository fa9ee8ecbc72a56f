import {
  NO_RIGHTS,
  policy,
  type RelayCommand,
  type RelayReport,
  type Rights,
  type SessionId,
} from "@ferndiagnose/protocol";
import type { BatchPipe } from "./batch-pipe.ts";
import { refusalByRights } from "./input-check.ts";
import type { PeerFactory } from "./peer.ts";
import { RecordBatcher } from "./record-batcher.ts";
import { RelaySession } from "./relay-session.ts";

export interface RelayHostOptions {
  peers: PeerFactory;
  report: (report: RelayReport) => void;
  batches: BatchPipe;
  /** Microseconds of a clock that never goes back. */
  nowUs: () => number;
  setTimer: (delayMs: number, run: () => void) => { cancel(): void };
}

interface HostedSession {
  relay: RelaySession;
  batcher: RecordBatcher;
  rights: Rights;
}

type What = Extract<RelayReport, { type: "failed" }>["what"];

/** All sessions of one media relay process: commands in, reports and batches out. */
export class RelayHost {
  readonly #options: RelayHostOptions;
  readonly #sessions = new Map<SessionId, HostedSession>();

  constructor(options: RelayHostOptions) {
    this.#options = options;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  /** Commands for a session that is not (any more) open are without effect: they crossed its end. */
  handle(command: RelayCommand): void {
    if (command.type === "open") {
      this.#open(command.sessionId, command.elapsedUs);
      return;
    }
    const session = this.#sessions.get(command.sessionId);
    if (session === undefined) return;
    const { relay } = session;
    switch (command.type) {
      case "customer_offer":
        this.#attempt(command.sessionId, "offer", () => relay.handleCustomerOffer(command.sdp));
        return;
      case "customer_candidate":
        this.#attempt(command.sessionId, "candidate", () => relay.handleCustomerCandidate(command.candidate));
        return;
      case "add_viewer":
        this.#attempt(command.sessionId, "leg", () => {
          if (!relay.addViewer(command.viewerId)) throw new RangeError("The session holds as many viewers as it may");
        });
        return;
      case "remove_viewer":
        relay.removeViewer(command.viewerId);
        return;
      case "technician_answer":
        this.#attempt(command.sessionId, "answer", () => relay.handleTechnicianAnswer(command.viewerId, command.sdp));
        return;
      case "technician_candidate":
        this.#attempt(command.sessionId, "candidate", () =>
          relay.handleTechnicianCandidate(command.viewerId, command.candidate),
        );
        return;
      case "set_rights":
        session.rights = command.rights;
        return;
      case "freeze":
        relay.freeze();
        return;
      case "resume":
        relay.resume();
        return;
      case "request_key_frame":
        relay.requestKeyFrame();
        return;
      case "close":
        this.#close(command.sessionId, session);
        return;
      default:
        command satisfies never;
    }
  }

  closeAll(): void {
    for (const [sessionId, session] of this.#sessions) this.#close(sessionId, session);
  }

  #open(sessionId: SessionId, elapsedUs: number): void {
    if (this.#sessions.has(sessionId)) return;
    const { peers, report, batches, nowUs, setTimer } = this.#options;
    const offsetUs = elapsedUs - nowUs();
    const batcher = new RecordBatcher({
      timeUs: () => Math.round(nowUs() + offsetUs),
      send: (batch) => batches.send(sessionId, batch),
      setTimer,
      intervalMs: policy.BATCH_INTERVAL_MS,
      maxBytes: policy.BATCH_MAX_BYTES,
    });
    const relay = new RelaySession({
      peers,
      recorder: batcher,
      nowUs,
      refusalOf: (label, text) => refusalByRights(session.rights, label, text),
      events: {
        onCustomerAnswer: (sdp) => report({ type: "customer_answer", sessionId, sdp }),
        onCustomerCandidate: (candidate) => report({ type: "customer_candidate", sessionId, candidate }),
        onCustomerState: (state) => report({ type: "customer_leg", sessionId, state }),
        onTechnicianOffer: (viewerId, sdp) => report({ type: "technician_offer", sessionId, viewerId, sdp }),
        onTechnicianCandidate: (viewerId, candidate) =>
          report({ type: "technician_candidate", sessionId, viewerId, candidate }),
        onTechnicianState: (viewerId, state) => report({ type: "technician_leg", sessionId, viewerId, state }),
        onViewers: (count) => report({ type: "viewers", sessionId, count }),
      },
    });
    const session: HostedSession = { relay, batcher, rights: NO_RIGHTS };
    this.#sessions.set(sessionId, session);
  }

  #close(sessionId: SessionId, session: HostedSession): void {
    this.#sessions.delete(sessionId);
    session.relay.close();
    session.batcher.close();
    this.#options.batches.sendClosed(sessionId);
  }

  /** What a browser sent may be refused by us or by the library; both end here, neither ends the process. */
  #attempt(sessionId: SessionId, what: What, run: () => void): void {
    try {
      run();
    } catch {
      // The reason may hold addresses, so only its place is reported.
      this.#options.report({ type: "failed", sessionId, what });
    }
  }
}
