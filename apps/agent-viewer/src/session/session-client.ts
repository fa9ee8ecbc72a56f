import type { ErrorCode, RightsRequest, ToTechnician } from "@ferndiagnose/protocol";
import {
  type Clock,
  type ConnectionFigures,
  InputChannel,
  ReceiverConnection,
  StatisticsReader,
} from "@ferndiagnose/rtc";
import { isOver } from "@ferndiagnose/session";
import type { NewSession } from "../http/portal-api.ts";
import { isGranted } from "../rights/requests.ts";
import type { SocketLike } from "../signalling/socket-like.ts";
import { type Link, TechnicianSocket } from "../signalling/technician-socket.ts";
import { initialSnapshot, type SessionSnapshot } from "./session-snapshot.ts";

export interface SessionClientOptions {
  session: NewSession;
  openSocket: () => SocketLike;
  clock: Clock;
  /** Why we may not come back to the portal, when that is so; asked after a loss, because a socket cannot say it. */
  refusal: () => Promise<ErrorCode | undefined>;
}

/** Problems after which trying on is of no use. */
const fatalCodes: ReadonlySet<ErrorCode> = new Set([
  "session_unknown",
  "not_allowed",
  "not_signed_in",
  "origin_not_allowed",
  "client_too_old",
  "server_too_old",
]);

/** How long a request is shown as waiting for the customer's answer, which may never come. */
const REQUEST_SHOWN_MS = 30_000;

/** One session as the technician's page sees it: signalling, picture and input, and one snapshot for the screens. */
export class SessionClient {
  readonly session: NewSession;
  readonly input = new InputChannel();
  readonly #clock: Clock;
  readonly #refusal: SessionClientOptions["refusal"];
  readonly #socket: TechnicianSocket;
  readonly #receiver: ReceiverConnection;
  readonly #statistics = new StatisticsReader();
  readonly #listeners = new Set<() => void>();
  #snapshot: SessionSnapshot = initialSnapshot;

  constructor({ session, openSocket, clock, refusal }: SessionClientOptions) {
    this.session = session;
    this.#refusal = refusal;
    this.#clock = clock;
    this.#socket = new TechnicianSocket({
      sessionId: session.created.sessionId,
      openSocket,
      clock,
      events: {
        onMessage: (message) => this.#handle(message),
        onLink: (link) => this.#handleLink(link),
        onUnreadable: (code) => this.#update({ problem: code }),
      },
    });
    this.#receiver = new ReceiverConnection({
      clock,
      events: {
        onAnswer: (sdp) => this.#socket.send({ type: "answer", sdp }),
        onCandidate: (candidate) => this.#socket.send({ type: "candidate", candidate }),
        onStream: (stream) => this.#update({ stream }),
        onChannel: (label, channel) => {
          if (label === "input") this.input.attachInput(channel);
          else this.input.attachPointer(channel);
        },
        onState: (media) => this.#update({ media }),
        onOfferWanted: () => this.#socket.reattach(),
      },
    });
  }

  start(): void {
    this.#socket.start();
  }

  close(): void {
    this.#socket.stop();
    this.#receiver.close();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): SessionSnapshot => this.#snapshot;

  /** Now on the server's clock, which all times of the session are from. */
  serverNow(): number {
    return this.#clock.now() + this.session.serverAheadMs;
  }

  admit(): void {
    this.#update({ problem: undefined });
    this.#socket.send({ type: "admit" });
  }

  turnAway(): void {
    this.#socket.send({ type: "turn_away" });
  }

  requestRights(request: RightsRequest): void {
    if (!this.#socket.send({ type: "request_rights", request })) return;
    this.#update({ requested: request });
    this.#clock.setTimer(REQUEST_SHOWN_MS, () => {
      if (this.#snapshot.requested === request) this.#update({ requested: undefined });
    });
  }

  /** Ends the session; without a connection the server does so by itself when the time to come back is over. */
  end(): void {
    if (!this.#socket.send({ type: "end" })) this.#finish({ reason: "technician_ended" });
  }

  async figures(): Promise<ConnectionFigures | undefined> {
    const report = await this.#receiver.statistics();
    return report === undefined ? undefined : this.#statistics.read(report as ReadonlyMap<string, unknown>);
  }

  #handleLink(link: Link): void {
    this.#update({ link });
    if (link.state === "given_up") this.#finish({ reason: "technician_lost" });
    if (link.state === "lost") {
      void this.#refusal().then((code) => {
        if (code !== undefined) this.#finish({ code });
      });
    }
  }

  #handle(message: ToTechnician): void {
    switch (message.type) {
      case "state":
        this.#handleState(message);
        break;
      case "offer":
        this.#try(this.#receiver.handleOffer(message.sdp, message.iceServers));
        break;
      case "candidate":
        this.#try(this.#receiver.handleCandidate(message.candidate));
        break;
      case "problem":
        if (fatalCodes.has(message.problem.code)) this.#finish({ code: message.problem.code });
        else this.#update({ problem: message.problem.code });
        break;
      default:
        message satisfies never;
    }
  }

  #handleState(state: Extract<ToTechnician, { type: "state" }>): void {
    const { problem, requested } = this.#snapshot;
    const isAnswered = requested !== undefined && isGranted(requested, state.rights);
    this.#update({ state, problem: undefined, ...(isAnswered ? { requested: undefined } : {}) });
    if (!isOver(state)) return;
    // The recorder's own reason, told just before.
    const code = state.reason === "recorder_not_ready" && problem !== undefined ? { code: problem } : {};
    this.#finish(state.reason === undefined ? {} : { reason: state.reason, ...code });
  }

  #try(work: Promise<void>): void {
    work.catch(() => this.#update({ problem: "media_refused" }));
  }

  #finish(over: NonNullable<SessionSnapshot["over"]>): void {
    if (this.#snapshot.over !== undefined) return;
    const liveSince = this.#snapshot.state?.liveSince;
    const lastedMs = liveSince === undefined ? undefined : Math.max(0, this.serverNow() - liveSince);
    this.close();
    this.#update({
      over: lastedMs === undefined ? over : { ...over, lastedMs },
      stream: undefined,
      requested: undefined,
    });
  }

  #update(change: Partial<SessionSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}
