import {
  type Actor,
  CheckCode,
  type CustomerMessage,
  type EndReason,
  ProtocolError,
  problemOf,
  type RecorderMessage,
  ResumeToken,
  type SealedBox,
  type SessionEvent,
  type SessionId,
  type SignedReceipt,
  type TechnicianMessage,
  type ToCustomer,
  type ToTechnician,
  type UnixMs,
  type ViewerId,
} from "@ferndiagnose/protocol";
import { isOver, mayEndFor, type Session } from "@ferndiagnose/session";
import type { CustomerHmac } from "../consent/consent-registry.ts";
import { drawDigits, drawToken } from "../secrets/draw.ts";
import { equalsInConstantTime, hashToken } from "../secrets/hash-token.ts";
import { CustomerSide } from "./customer-side.ts";
import type { Outlet } from "./outlet.ts";
import type { RecorderLink } from "./recorder-pool.ts";
import { RecorderSide } from "./recorder-side.ts";
import { SerialQueue } from "./serial-queue.ts";
import { SessionJournal } from "./session-journal.ts";
import type { SessionChange, StoredSession } from "./session-store.ts";
import type { SessionSurroundings } from "./session-surroundings.ts";
import { SessionTimers } from "./session-timers.ts";
import { invitationOf, technicianView } from "./session-views.ts";
import { TechnicianSide } from "./technician-side.ts";

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "at"> : never;
type NewEvent = WithoutTime<Exclude<SessionEvent, { type: "ended" }>>;
/** The messages of a customer who has joined, and of a technician who has attached. */
export type JoinedMessage = Exclude<CustomerMessage, { type: "join" | "resume" }>;
export type AttachedMessage = Exclude<TechnicianMessage, { type: "attach" }>;
export type SessionReport = Exclude<RecorderMessage, { type: "hello" | "recording_status" | "tunnel_answer" }>;

const requestIntervalMs = 1_000;
/** Far above what people can cause; a program that gets here is broken or hostile. */
const eventsAtMost = 5_000;

/**
 * One session: three ends, a journal of events, timers. Everything that happens goes through one queue, so that no two
 * messages ever see the session between two states. Whatever is told has been stored before.
 */
export class LiveSession {
  readonly id: SessionId;
  readonly technicianAccount: string;
  readonly #technicianName: string;
  readonly #customerHmac: CustomerHmac | null;
  readonly #around: SessionSurroundings;
  readonly #journal: SessionJournal;
  readonly #timers: SessionTimers;
  readonly #queue = new SerialQueue();
  readonly #customer = new CustomerSide();
  readonly #technician = new TechnicianSide();
  readonly #recorder: RecorderSide;
  #checkCode: CheckCode | undefined;
  #resumeTokenHash: string | undefined;
  /** What keeps the session from running as far as the recorder sees. */
  #hindrance: "connection" | "recording" | undefined;
  #viewerCount: number | undefined;
  /** Only here, only while the session lingers: for the customer's program, which may be away. */
  #receipt: SignedReceipt | undefined;
  #requestedAt = Number.NEGATIVE_INFINITY;

  constructor(stored: StoredSession, around: SessionSurroundings) {
    this.id = stored.id;
    this.technicianAccount = stored.technicianAccount;
    this.#technicianName = stored.technicianName;
    this.#customerHmac = stored.customerHmac;
    this.#around = around;
    this.#journal = new SessionJournal(stored.id, around.store, stored.events);
    this.#timers = new SessionTimers(around.clock);
    this.#recorder = new RecorderSide(stored.id, around.recorders, stored.recorderInstance);
    this.#checkCode = stored.checkCode === null ? undefined : CheckCode.parse(stored.checkCode);
    this.#resumeTokenHash = stored.resumeTokenHash ?? undefined;
    this.#hindrance = this.session.suspension;
    if (this.session.recordingId !== undefined) this.#recorder.armed();
    if (this.#isWaitingForCustomer) this.#startKeyTimer();
    if (isOver(this.session)) this.#linger();
  }

  get session(): Session {
    return this.#journal.session;
  }

  get recorderInstance(): string | undefined {
    return this.#recorder.instanceId;
  }

  /** Whether its key, not used yet, was issued for this customer. */
  isWaitingFor(customer: CustomerHmac): boolean {
    return this.#customerHmac === customer && this.#isWaitingForCustomer;
  }

  /** After a restart of the portal: everybody is away and has the usual time to come back. */
  wake(): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#isUnderWay) return;
      if (this.session.state === "consented") return this.#end("server", "recorder_not_ready");
      this.#awaitCustomer();
      this.#awaitTechnician();
    });
  }

  /** Somebody typed the key on the portal page. Throws `key_not_accepted` when it came too late. */
  recognise(): Promise<UnixMs> {
    return this.#queue.run(async () => {
      if (!this.#isWaitingForCustomer) throw new ProtocolError("key_not_accepted");
      if (this.session.state === "key_issued") await this.#happen({ type: "key_recognised", actor: "customer" });
      return this.session.expiresAt;
    });
  }

  /** The customer's program has used the key up. */
  join(seat: Outlet<ToCustomer>): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#isWaitingForCustomer) throw new ProtocolError("key_not_accepted");
      if (this.session.state === "key_issued") await this.#happen({ type: "key_recognised", actor: "customer" });
      const token = ResumeToken.parse(drawToken(this.#around.random));
      const checkCode = CheckCode.parse(drawDigits(this.#around.random, 4));
      const resumeTokenHash = hashToken(token);
      const change = { check_code: checkCode, resume_token_hash: resumeTokenHash };
      this.#timers.cancel("key");
      this.#checkCode = checkCode;
      this.#resumeTokenHash = resumeTokenHash;
      await this.#happen({ type: "joined", actor: "customer" }, change);
      this.#customer.take(seat, this.#greeting(token, checkCode));
      if (!this.#technician.isPresent) this.#awaitTechnician();
    });
  }

  /** The customer's program is back. It is greeted with `joined` as at first, then hears what it missed. */
  resume(token: ResumeToken, seat: Outlet<ToCustomer>): Promise<void> {
    return this.#queue.run(async () => {
      const expected = this.#resumeTokenHash ?? "";
      if (!equalsInConstantTime(hashToken(token), expected)) throw new ProtocolError("session_unknown");
      const { reason } = this.session;
      if (reason !== undefined) {
        this.#customer.take(seat, { type: "ended", reason });
        this.#handReceiptOver();
        return;
      }
      if (this.#checkCode === undefined) throw new ProtocolError("session_unknown");
      this.#timers.cancel("customer");
      this.#customer.take(seat, this.#greeting(token, this.#checkCode));
      if (this.#viewerCount !== undefined) this.#customer.tell({ type: "viewers", count: this.#viewerCount });
      await this.#settleSuspension();
    });
  }

  fromCustomer(seat: Outlet<ToCustomer>, message: JoinedMessage): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#customer.holds(seat)) await this.#handleCustomer(message);
    });
  }

  customerLeft(seat: Outlet<ToCustomer>): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#customer.holds(seat)) return;
      this.#customer.leave();
      if (isOver(this.session)) return;
      this.#awaitCustomer();
      await this.#settleSuspension();
    });
  }

  attach(viewerId: ViewerId, seat: Outlet<ToTechnician>): Promise<void> {
    return this.#queue.run(() => {
      this.#technician.take(viewerId, seat);
      this.#timers.cancel("technician");
      this.#technician.tellOne(viewerId, this.#stateMessage());
      if (this.#isMediaOpen) this.#recorder.send({ type: "technician_joined", sessionId: this.id, viewerId });
    });
  }

  fromTechnician(viewerId: ViewerId, message: AttachedMessage): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#technician.has(viewerId)) await this.#handleTechnician(viewerId, message);
    });
  }

  technicianLeft(viewerId: ViewerId): Promise<void> {
    return this.#queue.run(() => {
      if (!this.#technician.leave(viewerId)) return;
      if (this.#isMediaOpen) this.#recorder.send({ type: "technician_left", sessionId: this.id, viewerId });
      if (this.#isUnderWay && !this.#technician.isPresent) this.#awaitTechnician();
    });
  }

  /** Only the recorder that the session is pinned to is heard. */
  fromRecorder(link: RecorderLink, message: SessionReport): Promise<void> {
    return this.#queue.run(async () => {
      if (link.instanceId === this.#recorder.instanceId) await this.#handleRecorder(message);
      // A restarted recorder has found the recording that its former life left behind.
      else if (message.type === "sealed" && message.outcome === "recovered") await this.#recovered();
    });
  }

  /** Synchronous: nothing may be said to the recorder before what it missed. */
  recorderReturned(link: RecorderLink): void {
    this.#recorder.returned(link);
  }

  end(actor: Actor, reason: EndReason): Promise<void> {
    return this.#queue.run(() => this.#end(actor, reason));
  }

  /** Leaves without an end: timers and sockets only. */
  dispose(): void {
    this.#timers.cancelAll();
    this.#customer.close();
    this.#technician.close();
  }

  async #handleCustomer(message: JoinedMessage): Promise<void> {
    const sessionId = this.id;
    switch (message.type) {
      case "consent_given": {
        const { termsVersion, privacyVersion } = message;
        const { terms } = this.#around;
        if (termsVersion !== terms.termsVersion || privacyVersion !== terms.privacyVersion)
          throw new ProtocolError("not_possible_now");
        const change = { receipt_proof_hash: hashToken(message.receiptProof) };
        await this.#happen({ type: "consented", actor: "customer", termsVersion, privacyVersion }, change);
        return this.#arm(message.complaintCode);
      }
      case "consent_refused":
        return this.#end("customer", this.session.consent ? "consent_withdrawn" : "consent_refused");
      case "rights_changed": {
        if (JSON.stringify(message.rights) === JSON.stringify(this.session.rights)) return;
        return this.#happen({ type: "rights_changed", actor: "customer", rights: message.rights });
      }
      case "set_paused": {
        if (message.paused === (this.session.isPaused ?? false)) return;
        return this.#happen({ type: message.paused ? "paused" : "continued", actor: "customer" });
      }
      case "offer":
        return this.#passToRecorder({ type: "customer_offer", sessionId, sdp: message.sdp });
      case "candidate":
        return this.#passToRecorder({ type: "customer_candidate", sessionId, candidate: message.candidate });
      case "end":
        return this.#end("customer", mayEndFor("customer", message.reason) ? message.reason : "customer_quit");
      default:
        return message satisfies never;
    }
  }

  async #handleTechnician(viewerId: ViewerId, message: AttachedMessage): Promise<void> {
    const sessionId = this.id;
    switch (message.type) {
      case "admit":
        return this.#admit();
      case "turn_away":
        if (this.session.state !== "joined" && this.session.state !== "admitted")
          throw new ProtocolError("not_possible_now");
        return this.#end("technician", "technician_turned_away");
      case "answer":
        return this.#passToRecorder({ type: "technician_answer", sessionId, viewerId, sdp: message.sdp });
      case "candidate": {
        const { candidate } = message;
        return this.#passToRecorder({ type: "technician_candidate", sessionId, viewerId, candidate });
      }
      case "request_rights": {
        const now = this.#around.clock.now();
        if (now - this.#requestedAt < requestIntervalMs)
          throw new ProtocolError("too_many_attempts", { retryAfterSeconds: 1 });
        const { request } = message;
        await this.#happen({ type: "rights_requested", actor: "technician", request });
        this.#requestedAt = now;
        this.#customer.tellIfPresent({ type: "rights_requested", request });
        return;
      }
      case "end":
        return this.#end("technician", "technician_ended");
      default:
        return message satisfies never;
    }
  }

  async #handleRecorder(message: SessionReport): Promise<void> {
    if (isOver(this.session) && message.type !== "sealed" && message.type !== "receipt") {
      const end = this.#journal.events.findLast((event) => event.type === "ended");
      if (end && message.type !== "ended") this.#recorder.remind(end);
      return;
    }
    switch (message.type) {
      case "armed":
        return this.#armed(message);
      case "arm_refused": {
        const problem = problemOf(message.code);
        this.#technician.tell({ type: "problem", problem });
        this.#customer.tellIfPresent({ type: "problem", problem });
        return this.#end("server", "recorder_not_ready");
      }
      case "customer_answer":
        this.#customer.tell({ type: "answer", sdp: message.sdp });
        return;
      case "customer_candidate":
        this.#customer.tell({ type: "candidate", candidate: message.candidate });
        return;
      case "technician_offer": {
        const { iceServers } = this.#recorder;
        this.#technician.tellOne(message.viewerId, { type: "offer", sdp: message.sdp, iceServers });
        return;
      }
      case "technician_candidate":
        this.#technician.tellOne(message.viewerId, { type: "candidate", candidate: message.candidate });
        return;
      case "viewers":
        this.#viewerCount = message.count;
        this.#customer.tellIfPresent({ type: "viewers", count: message.count });
        return;
      case "heartbeat":
        this.#customer.tellIfPresent({ type: "heartbeat", heartbeat: message.heartbeat });
        return;
      case "live":
        if (this.session.state === "armed") await this.#happen({ type: "live", actor: "server" });
        return this.#settleSuspension();
      case "suspended":
        this.#hindrance = message.cause;
        return this.#settleSuspension();
      case "resumed":
        this.#hindrance = undefined;
        return this.#settleSuspension();
      case "ended":
        return this.#end("server", mayEndFor("server", message.reason) ? message.reason : "program_failed");
      case "sealed":
        if (this.session.outcome === undefined && isOver(this.session))
          await this.#happen({ type: "sealed", actor: "server", outcome: message.outcome });
        this.#handReceiptOver();
        return;
      case "receipt":
        if (!isOver(this.session)) return;
        this.#receipt = message.receipt;
        this.#handReceiptOver();
        return;
      default:
        return message satisfies never;
    }
  }

  async #recovered(): Promise<void> {
    if (this.session.recordingId === undefined || this.session.outcome !== undefined) return;
    if (!isOver(this.session)) await this.#end("server", "recorder_lost");
    await this.#happen({ type: "sealed", actor: "server", outcome: "recovered" });
  }

  /** Pins the session to a recorder: the customer's program seals the complaint code to that one's key. */
  async #admit(): Promise<void> {
    if (this.session.state !== "joined") throw new ProtocolError("not_possible_now");
    const link = this.#around.recorders.choose();
    if (link === undefined) throw new ProtocolError("recorder_unavailable");
    this.#recorder.pin(link);
    try {
      await this.#happen({ type: "admitted", actor: "technician" }, { recorder_instance: link.instanceId });
    } catch (error) {
      this.#recorder.unpin();
      throw error;
    }
    this.#customer.tell({ type: "admitted", intakeKey: link.intakeKey });
  }

  async #arm(complaintCode: SealedBox): Promise<void> {
    const { terms, timings, pseudonymOf } = this.#around;
    const isAsked = this.#recorder.arm({
      history: this.#journal.events.slice(0, 200),
      technician: pseudonymOf(this.technicianAccount),
      organisation: terms.organisation,
      complaintCode,
    });
    if (!isAsked) return this.#end("server", "recorder_not_ready");
    this.#timers.start("arm", timings.armWithinMs, () => this.#endByTimer("recorder_not_ready"));
  }

  /** After the recording is sealed, now or when the customer's program is back. */
  #handReceiptOver(): void {
    if (this.#receipt === undefined || this.session.outcome === undefined) return;
    this.#customer.tellIfPresent({ type: "receipt", receipt: this.#receipt });
  }

  /** The recording is sealed, and what there is to say to the customer about it was said. */
  get isWoundUp(): boolean {
    const { recordingId, outcome } = this.session;
    if (recordingId === undefined || outcome === "recovered") return true;
    return outcome === "complete" && (this.#receipt !== undefined || !this.#customer.isPresent);
  }

  async #armed(message: SessionReport & { type: "armed" }): Promise<void> {
    if (this.session.state !== "consented") return;
    const { recordingId, recordingKey } = message;
    this.#timers.cancel("arm");
    await this.#happen({ type: "armed", actor: "server", recordingId });
    const { iceServers } = this.#recorder;
    const codecs = [...this.#around.terms.codecs];
    this.#customer.tell({ type: "armed", recordingId, recordingKey, iceServers, codecs });
    for (const viewerId of this.#technician.viewers)
      this.#recorder.send({ type: "technician_joined", sessionId: this.id, viewerId });
    this.#recorder.armed();
  }

  #passToRecorder(message: Parameters<RecorderSide["sendMedia"]>[0]): void {
    const isPossible = this.#isMediaOpen || this.session.state === "consented";
    if (!isPossible || !this.#recorder.sendMedia(message)) throw new ProtocolError("not_possible_now");
  }

  /**
   * The state says `suspended` as long as the customer is away or the recorder reports a hindrance. A recording that
   * is not safe weighs more than a lost connection.
   */
  async #settleSuspension(): Promise<void> {
    const { state, suspension } = this.session;
    if (state !== "live" && state !== "suspended") return;
    const isConnected = this.#customer.isPresent || this.#hindrance === "recording";
    const cause = isConnected ? this.#hindrance : "connection";
    if (cause === suspension) return;
    if (cause === undefined) await this.#happen({ type: "resumed", actor: "server" });
    else await this.#happen({ type: "suspended", actor: "server", cause });
  }

  async #happen(event: NewEvent, change?: SessionChange): Promise<void> {
    const happened = { ...event, at: this.#now() } as SessionEvent;
    await this.#journal.append(happened, change);
    this.#tell(happened);
    if (this.#journal.events.length > eventsAtMost) await this.#end("server", "program_failed");
  }

  async #end(actor: Actor, reason: EndReason): Promise<void> {
    if (isOver(this.session)) return;
    const event = { type: "ended", at: this.#now(), actor, reason } as const;
    const failure = await this.#journal.appendEnd(event);
    if (failure !== undefined) this.#around.log.error({ sessionId: this.id, err: failure }, "session end not stored");
    this.#timers.cancelAll();
    this.#tell(event);
    this.#customer.tellIfPresent({ type: "ended", reason });
    this.#recorder.release();
    this.#linger();
  }

  #tell(event: SessionEvent): void {
    this.#around.happened(this.id, event, this.session);
    if (event.type !== "sealed") this.#recorder.sendEvent(event);
    this.#technician.tell(this.#stateMessage());
  }

  #stateMessage(): ToTechnician {
    return technicianView(this.session, this.#checkCode);
  }

  #greeting(resumeToken: ResumeToken, checkCode: CheckCode): ToCustomer {
    const own = { sessionId: this.id, resumeToken, checkCode, technicianName: this.#technicianName };
    return { type: "joined", invitation: invitationOf(own, this.#around.terms) };
  }

  #startKeyTimer(): void {
    const { clock } = this.#around;
    this.#timers.start("key", this.session.expiresAt - clock.now(), () => this.#endByTimer("key_expired"));
  }

  #awaitCustomer(): void {
    const { reconnectWindowMs } = this.#around.timings;
    this.#timers.start("customer", reconnectWindowMs, () => this.#endByTimer("customer_lost"));
  }

  #awaitTechnician(): void {
    const { reconnectWindowMs } = this.#around.timings;
    this.#timers.start("technician", reconnectWindowMs, () => this.#endByTimer("technician_lost"));
  }

  #endByTimer(reason: EndReason): void {
    this.end("server", reason).catch((error: unknown) => {
      this.#around.log.error({ sessionId: this.id, err: error }, "session end failed");
    });
  }

  #linger(): void {
    this.#timers.start("linger", this.#around.timings.lingerMs, () => {
      this.dispose();
      this.#around.done(this.id);
    });
  }

  /** Never before the last event, whatever somebody does to the machine's clock. */
  #now(): UnixMs {
    return Math.max(this.#around.clock.now(), this.#journal.events.at(-1)?.at ?? 0);
  }

  get #isWaitingForCustomer(): boolean {
    return this.session.state === "key_issued" || this.session.state === "recognised";
  }

  get #isUnderWay(): boolean {
    return !this.#isWaitingForCustomer && !isOver(this.session);
  }

  get #isMediaOpen(): boolean {
    return this.session.recordingId !== undefined && !isOver(this.session);
  }
}
