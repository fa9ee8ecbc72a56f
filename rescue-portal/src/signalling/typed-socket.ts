import { errorTable, ProtocolError, parseMessage } from "@ferndiagnose/protocol";
import type { WebSocket } from "ws";
import type { z } from "zod";
import type { Clock, Log, Timer } from "../ports.ts";

const strikesAtMost = 20;
const waitingAtMost = 64;
const bufferedBytesAtMost = 1024 * 1024;

/** RFC 6455 section 7.4.1: normal end, policy violation; 1013 "try again later" from its registry. */
const closeCode = { normal: 1000, policy: 1008, tooSlow: 1013 } as const;

export interface SocketSurroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** Counted for the figures. */
  refused(code: string): void;
}

export interface KeepAlive {
  readonly intervalMs: number;
  /** A socket that lets so many pings pass unanswered is cut. */
  readonly missedAtMost: number;
}

export interface TypedSocketOptions<Schema extends z.ZodType, Outgoing> {
  readonly incoming: Schema;
  readonly keepAlive: KeepAlive;
  /** How a refusal is told on this socket; undefined when it is not. */
  problem(error: ProtocolError): Outgoing | undefined;
  /** Handled one after the other. A `ProtocolError` thrown here is told to the other side. */
  handle(message: z.infer<Schema>): Promise<void> | void;
  closed(): Promise<void> | void;
}

/**
 * A socket that speaks one language: what does not parse is answered with a problem and never reaches anybody; after
 * 20 of those it is closed. A peer that does not read is cut, one that writes too fast is read slower.
 */
export class TypedSocket<Schema extends z.ZodType, Outgoing> {
  readonly #socket: WebSocket;
  readonly #around: SocketSurroundings;
  readonly #options: TypedSocketOptions<Schema, Outgoing>;
  #strikes = 0;
  #waiting = 0;
  #missedPings = 0;
  #tail: Promise<void> = Promise.resolve();
  #pingTimer: Timer | undefined;

  constructor(socket: WebSocket, around: SocketSurroundings, options: TypedSocketOptions<Schema, Outgoing>) {
    this.#socket = socket;
    this.#around = around;
    this.#options = options;
    socket.on("message", (data: Buffer, isBinary: boolean) => this.#take(data, isBinary));
    socket.on("pong", () => {
      this.#missedPings = 0;
    });
    socket.on("error", (error) => {
      // The close that follows is what counts. The text of these errors is the library's own.
      around.log.warn({ reason: (error as { code?: string }).code ?? "unknown" }, "socket failed");
    });
    socket.on("close", () => {
      this.#pingTimer?.cancel();
      this.#enqueue(async () => options.closed());
    });
    this.#pingLater();
  }

  send(message: Outgoing): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > bufferedBytesAtMost) {
      this.#socket.close(closeCode.tooSlow, "not reading");
      this.#socket.terminate();
      return;
    }
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket.close(closeCode.normal);
  }

  #take(data: Buffer, isBinary: boolean): void {
    this.#waiting++;
    if (this.#waiting >= waitingAtMost) this.#socket.pause();
    this.#enqueue(async () => {
      this.#waiting--;
      if (this.#waiting < waitingAtMost) this.#socket.resume();
      if (this.#strikes >= strikesAtMost) return;
      await this.#handle(data, isBinary);
    });
  }

  async #handle(data: Buffer, isBinary: boolean): Promise<void> {
    try {
      if (isBinary) throw new ProtocolError("message_malformed");
      await this.#options.handle(parseMessage(this.#options.incoming, data.toString("utf8")));
    } catch (error) {
      const told = this.#toTell(error);
      this.#around.refused(told.code);
      const problem = this.#options.problem(told);
      if (problem !== undefined) this.send(problem);
      if (isMalformed(told)) this.#strike();
    }
  }

  #toTell(error: unknown): ProtocolError {
    if (error instanceof ProtocolError) return isBadKey(error) ? new ProtocolError("key_malformed") : error;
    this.#around.log.error({ err: error }, "message handling failed");
    return new ProtocolError("internal", { cause: error });
  }

  #strike(): void {
    this.#strikes++;
    if (this.#strikes >= strikesAtMost) this.#socket.close(closeCode.policy, "malformed messages");
  }

  #enqueue(work: () => Promise<void>): void {
    this.#tail = this.#tail.then(work).catch((error: unknown) => {
      this.#around.log.error({ err: error }, "socket handling failed");
    });
  }

  #pingLater(): void {
    const { intervalMs, missedAtMost } = this.#options.keepAlive;
    this.#pingTimer = this.#around.clock.setTimer(intervalMs, () => {
      if (this.#missedPings >= missedAtMost) {
        this.#socket.terminate();
        return;
      }
      this.#missedPings++;
      if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
      this.#pingLater();
    });
  }
}

/** Whether the other side does not speak our language, as against asking for something at a wrong time. */
export function isMalformed(error: ProtocolError): boolean {
  return errorTable[error.code].status === 400;
}

/** A message that is right except for its session key deserves the error that people understand. */
function isBadKey(error: ProtocolError): boolean {
  const cause = error.cause as { issues?: { path: PropertyKey[] }[] } | undefined;
  const issues = cause?.issues;
  return issues !== undefined && issues.length > 0 && issues.every((issue) => issue.path[0] === "key");
}
