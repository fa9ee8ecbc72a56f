import { ProtocolError, type TunnelAnswer, type TunnelRequest } from "@ferndiagnose/protocol";
import type { Clock } from "../ports.ts";
import type { RecorderLink } from "../sessions/recorder-pool.ts";
import { Turns } from "./turns.ts";

const answerWithinMs = 10_000;
/** Complaints are large and share a line with sessions: few travel at once, some wait, the rest is sent away. */
const limits = { atOnce: 4, waitingAtMost: 64 };

export type GoodAnswer<Kind extends TunnelRequest["kind"]> = Extract<TunnelAnswer, { kind: Kind }>;

interface Asked {
  readonly link: RecorderLink;
  readonly request: TunnelRequest;
  settle(answer: TunnelAnswer): void;
}

/**
 * Customers' questions to one recording server, over the socket that it keeps open anyway. Every question has a number and a time
 * limit; an answer counts only from the server that was asked, once, and about what was asked for.
 */
export class ComplaintTunnel {
  readonly #clock: Clock;
  readonly #asked = new Map<number, Asked>();
  /** For each server its own: one that hangs keeps nobody from another. */
  readonly #turns = new WeakMap<RecorderLink, Turns>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws the code of the refusal; `recorder_unavailable` when there is no answer in time. */
  async ask<Kind extends TunnelRequest["kind"]>(
    link: RecorderLink,
    request: Extract<TunnelRequest, { kind: Kind }>,
  ): Promise<GoodAnswer<Kind>> {
    const turns = this.#turns.get(link) ?? new Turns(limits);
    this.#turns.set(link, turns);
    const answer = await turns.take(() => this.#answerTo(link, request));
    if (answer.kind === "refused") throw new ProtocolError(answer.code, retryOf(answer.code));
    return answer as GoodAnswer<Kind>;
  }

  /** What a recorder answered. Answers to nothing, too late, or about something else are dropped. */
  answered(link: RecorderLink, requestId: number, answer: TunnelAnswer): void {
    const asked = this.#asked.get(requestId);
    if (asked?.link === link && isAbout(answer, asked.request)) asked.settle(answer);
  }

  lost(link: RecorderLink): void {
    for (const asked of [...this.#asked.values()])
      if (asked.link === link) asked.settle({ kind: "refused", code: "recorder_unavailable" });
  }

  #answerTo(link: RecorderLink, request: TunnelRequest): Promise<TunnelAnswer> {
    const requestId = ++this.#lastId;
    return new Promise((resolve) => {
      const settle = (answer: TunnelAnswer) => {
        timer.cancel();
        this.#asked.delete(requestId);
        resolve(answer);
      };
      const timer = this.#clock.setTimer(answerWithinMs, () =>
        settle({ kind: "refused", code: "recorder_unavailable" }),
      );
      this.#asked.set(requestId, { link, request, settle });
      link.send({ type: "tunnel_request", requestId, request });
    });
  }
}

/** One server's word about another recording must not stand before the right answer of the server that has it. */
function isAbout(answer: TunnelAnswer, request: TunnelRequest): boolean {
  if (answer.kind === "refused") return true;
  switch (request.kind) {
    case "form":
      return answer.kind === "form" && answer.form.sessionId === request.sessionId;
    case "complain":
      return answer.kind === "complain" && answer.accepted.recordingId === request.complaint.recordingId;
    case "withdraw":
      return answer.kind === "withdraw";
    case "certificate": {
      if (answer.kind !== "certificate") return false;
      const { sessionId } = answer.certificate.certificate;
      // Null where the recording's header could no longer be read when it was destroyed.
      return sessionId === null || sessionId === request.sessionId;
    }
    default:
      return request satisfies never;
  }
}

function retryOf(code: ProtocolError["code"]): { retryAfterSeconds?: number } {
  return code === "too_many_attempts" ? { retryAfterSeconds: 10 } : {};
}
