import {
  type Actor,
  CheckCode,
  type EndReason,
  ProtocolError,
  type ResumeToken,
  type SessionEvent,
  type SessionId,
  type SignedReceipt,
  type ToCustomer,
  type ToTechnician,
  type UnixMs,
} from "@ferndiagnose/protocol";
import { isOver, type Session } from "@ferndiagnose/session";
import type { CustomerHmac } from "../consent/consent-registry.ts";
import { CustomerSide } from "./customer-side.ts";
import { RecorderSide } from "./recorder-side.ts";
import { SessionJournal } from "./session-journal.ts";
import type { SessionChange, StoredSession } from "./session-store.ts";
import type { SessionSurroundings } from "./session-surroundings.ts";
import { SessionTimers } from "./session-timers.ts";
import { invitationOf, technicianView } from "./session-views.ts";
import { TechnicianSide } from "./technician-side.ts";

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "at"> : never;
type NewEvent = WithoutTime<Exclude<SessionEvent, { type: "ended" }>>;

/** Far above what people can cause; a program that gets here is broken or hostile. */
const eventsAtMost = 5_000;

/**
 * What a session consists of: its journal, its three ends, its timers, and what follows from them together. Whoever calls it has
 * the session's queue; whatever is told has been stored before.
 */
export class SessionCore {
  readonly id: SessionId;
  readonly technicianAccount: string;
  readonly customerHmac: CustomerHmac | null;
  readonly around: SessionSurroundings;
  readonly journal: SessionJournal;
  readonly timers: SessionTimers;
  readonly customer = new CustomerSide();
  readonly technician = new TechnicianSide();
  readonly recorder: RecorderSide;
  checkCode: CheckCode | undefined;
  resumeTokenHash: string | undefined;
  /** What keeps the session from running as far as the recorder sees. */
  hindrance: "connection" | "recording" | undefined;
  viewerCount: number | undefined;
  /** Only here, only while the session lingers: for the customer's program, which may be away. */
  receipt: SignedReceipt | undefined;
  readonly #technicianName: string;
  readonly #endInTurn: (reason: EndReason) => void;

  /** `endInTurn` ends the session through its queue: timers do not stand in it. */
  constructor(stored: StoredSession, around: SessionSurroundings, endInTurn: (reason: EndReason) => void) {
    this.#endInTurn = endInTurn;
    this.id = stored.id;
    this.technicianAccount = stored.technicianAccount;
    this.customerHmac = stored.customerHmac;
    this.#technicianName = stored.technicianName;
    this.around = around;
    this.journal = new SessionJournal(stored.id, around.store, stored.events);
    this.timers = new SessionTimers(around.clock);
    this.recorder = new RecorderSide(stored.id, around.recorders, stored);
    this.checkCode = stored.checkCode === null ? undefined : CheckCode.parse(stored.checkCode);
    this.resumeTokenHash = stored.resumeTokenHash ?? undefined;
    this.hindrance = this.session.suspension;
    if (this.session.recordingId !== undefined) this.recorder.armed();
    if (this.isWaitingForCustomer) this.#startKeyTimer();
    if (isOver(this.session)) this.#linger();
  }

  get session(): Session {
    return this.journal.session;
  }

  get isWaitingForCustomer(): boolean {
    return this.session.state === "key_issued" || this.session.state === "recognised";
  }

  get isUnderWay(): boolean {
    return !this.isWaitingForCustomer && !isOver(this.session);
  }

  get isMediaOpen(): boolean {
    return this.session.recordingId !== undefined && !isOver(this.session);
  }

  /** The recording is sealed, and what there is to say to the customer about it was said. */
  get isWoundUp(): boolean {
    const { recordingId, outcome } = this.session;
    if (recordingId === undefined || outcome === "recovered") return true;
    return outcome === "complete" && (this.receipt !== undefined || !this.customer.isPresent);
  }

  get stateMessage(): ToTechnician {
    return technicianView(this.session, this.checkCode);
  }

  /** Throws `not_possible_now` when the session does not allow it. */
  async happen(event: NewEvent, change?: SessionChange): Promise<void> {
    const happened = { ...event, at: this.#now() } as SessionEvent;
    await this.journal.append(happened, change);
    this.#tell(happened);
    if (this.journal.events.length > eventsAtMost) await this.end("server", "program_failed");
  }

  async end(actor: Actor, reason: EndReason): Promise<void> {
    if (isOver(this.session)) return;
    const event = { type: "ended", at: this.#now(), actor, reason } as const;
    const failure = await this.journal.appendEnd(event);
    if (failure !== undefined) this.around.log.error({ sessionId: this.id, err: failure }, "session end not stored");
    this.timers.cancelAll();
    this.#tell(event);
    this.customer.tellIfPresent({ type: "ended", reason });
    this.recorder.release();
    this.#linger();
  }

  /**
   * The state says `suspended` as long as the customer is away or the recorder reports a hindrance. A recording that
   * is not safe weighs more than a lost connection.
   */
  async settleSuspension(): Promise<void> {
    const { state, suspension } = this.session;
    if (state !== "live" && state !== "suspended") return;
    const isConnected = this.customer.isPresent || this.hindrance === "recording";
    const cause = isConnected ? this.hindrance : "connection";
    if (cause === suspension) return;
    if (cause === undefined) await this.happen({ type: "resumed", actor: "server" });
    else await this.happen({ type: "suspended", actor: "server", cause });
  }

  passToRecorder(message: Parameters<RecorderSide["sendMedia"]>[0]): void {
    const isPossible = this.isMediaOpen || this.session.state === "consented";
    if (!isPossible || !this.recorder.sendMedia(message)) throw new ProtocolError("not_possible_now");
  }

  /** After the recording is sealed, now or when the customer's program is back. */
  handReceiptOver(): void {
    if (this.receipt === undefined || this.session.outcome === undefined) return;
    this.customer.tellIfPresent({ type: "receipt", receipt: this.receipt });
  }

  greeting(resumeToken: ResumeToken, checkCode: CheckCode): ToCustomer {
    const own = { sessionId: this.id, resumeToken, checkCode, technicianName: this.#technicianName };
    return { type: "joined", invitation: invitationOf(own, this.around.terms) };
  }

  awaitCustomer(): void {
    this.endAfter("customer", this.around.timings.reconnectWindowMs, "customer_lost");
  }

  awaitTechnician(): void {
    this.endAfter("technician", this.around.timings.reconnectWindowMs, "technician_lost");
  }

  /** Ends the session then, unless the timer is cancelled. */
  endAfter(timer: Parameters<SessionTimers["start"]>[0], delayMs: number, reason: EndReason): void {
    this.timers.start(timer, delayMs, () => this.#endInTurn(reason));
  }

  /** Leaves without an end: timers and sockets only. */
  dispose(): void {
    this.timers.cancelAll();
    this.customer.close();
    this.technician.close();
  }

  #tell(event: SessionEvent): void {
    this.around.happened(this.id, event, this.session);
    if (event.type !== "sealed") this.recorder.sendEvent(event);
    this.technician.tell(this.stateMessage);
  }

  #startKeyTimer(): void {
    this.endAfter("key", this.session.expiresAt - this.around.clock.now(), "key_expired");
  }

  #linger(): void {
    this.timers.start("linger", this.around.timings.lingerMs, () => {
      this.dispose();
      this.around.done(this.id);
    });
  }

  /** Never before the last event, whatever somebody does to the machine's clock. */
  #now(): UnixMs {
    return Math.max(this.around.clock.now(), this.journal.events.at(-1)?.at ?? 0);
  }
}
