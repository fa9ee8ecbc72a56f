import {
  type Actor,
  CheckCode,
  type EndReason,
  ProtocolError,
  ResumeToken,
  type SessionId,
  type ToCustomer,
  type ToTechnician,
  type UnixMs,
  type ViewerId,
} from "@ferndiagnose/protocol";
import { isOver, type Session } from "@ferndiagnose/session";
import type { CustomerHmac } from "../consent/consent-registry.ts";
import { drawDigits, drawToken } from "../secrets/draw.ts";
import { equalsInConstantTime, hashToken } from "../secrets/hash-token.ts";
import { handleFromCustomer, type JoinedMessage } from "./from-customer.ts";
import { handleFromRecorder, handleRecovered, type SessionReport } from "./from-recorder.ts";
import { type AttachedMessage, FromTechnician } from "./from-technician.ts";
import type { Outlet } from "./outlet.ts";
import type { RecorderLink } from "./recorder-pool.ts";
import { SerialQueue } from "./serial-queue.ts";
import { SessionCore } from "./session-core.ts";
import type { StoredSession } from "./session-store.ts";
import type { SessionSurroundings } from "./session-surroundings.ts";

/**
 * One session as its three ends see it: who comes, speaks and goes. Everything that happens goes through one queue, so that no two
 * messages ever see the session between two states.
 */
export class LiveSession {
  readonly #core: SessionCore;
  readonly #fromTechnician: FromTechnician;
  readonly #queue = new SerialQueue();

  constructor(stored: StoredSession, around: SessionSurroundings) {
    this.#core = new SessionCore(stored, around, (reason) => {
      this.end("server", reason).catch((error: unknown) => {
        around.log.error({ sessionId: stored.id, err: error }, "session end failed");
      });
    });
    this.#fromTechnician = new FromTechnician(this.#core);
  }

  get id(): SessionId {
    return this.#core.id;
  }

  get technicianAccount(): string {
    return this.#core.technicianAccount;
  }

  get session(): Session {
    return this.#core.session;
  }

  get recorderInstance(): string | undefined {
    return this.#core.recorder.instanceId;
  }

  get isWoundUp(): boolean {
    return this.#core.isWoundUp;
  }

  /** Whether its key, not used yet, was issued for this customer. */
  isWaitingFor(customer: CustomerHmac): boolean {
    return this.#core.customerHmac === customer && this.#core.isWaitingForCustomer;
  }

  /** After a restart of the portal: everybody is away and has the usual time to come back. */
  wake(): Promise<void> {
    return this.#queue.run(async () => {
      const core = this.#core;
      if (!core.isUnderWay) return;
      if (core.session.state === "consented") return core.end("server", "recorder_not_ready");
      core.awaitCustomer();
      core.awaitTechnician();
    });
  }

  /** Somebody typed the key on the portal page. Throws `key_not_accepted` when it came too late. */
  recognise(): Promise<UnixMs> {
    return this.#queue.run(async () => {
      await this.#recognised();
      return this.session.expiresAt;
    });
  }

  /** The customer's program has used the key up. */
  join(seat: Outlet<ToCustomer>): Promise<void> {
    return this.#queue.run(async () => {
      const core = this.#core;
      await this.#recognised();
      const token = ResumeToken.parse(drawToken(core.around.random));
      const checkCode = CheckCode.parse(drawDigits(core.around.random, 4));
      const resumeTokenHash = hashToken(token);
      core.timers.cancel("key");
      core.checkCode = checkCode;
      core.resumeTokenHash = resumeTokenHash;
      const change = { check_code: checkCode, resume_token_hash: resumeTokenHash };
      await core.happen({ type: "joined", actor: "customer" }, change);
      core.customer.take(seat, core.greeting(token, checkCode));
      if (!core.technician.isPresent) core.awaitTechnician();
    });
  }

  /** The customer's program is back. It is greeted with `joined` as at first, then hears what it missed. */
  resume(token: ResumeToken, seat: Outlet<ToCustomer>): Promise<void> {
    return this.#queue.run(async () => {
      const core = this.#core;
      const expected = core.resumeTokenHash ?? "";
      if (!equalsInConstantTime(hashToken(token), expected)) throw new ProtocolError("session_unknown");
      const { reason } = core.session;
      if (reason !== undefined) {
        core.customer.take(seat, { type: "ended", reason });
        core.handReceiptOver();
        return;
      }
      if (core.checkCode === undefined) throw new ProtocolError("session_unknown");
      core.timers.cancel("customer");
      core.customer.take(seat, core.greeting(token, core.checkCode));
      if (core.viewerCount !== undefined) core.customer.tell({ type: "viewers", count: core.viewerCount });
      await core.settleSuspension();
    });
  }

  fromCustomer(seat: Outlet<ToCustomer>, message: JoinedMessage): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#core.customer.holds(seat)) await handleFromCustomer(this.#core, message);
    });
  }

  customerLeft(seat: Outlet<ToCustomer>): Promise<void> {
    return this.#queue.run(async () => {
      const core = this.#core;
      if (!core.customer.holds(seat)) return;
      core.customer.leave();
      if (isOver(core.session)) return;
      core.awaitCustomer();
      await core.settleSuspension();
    });
  }

  attach(viewerId: ViewerId, seat: Outlet<ToTechnician>): Promise<void> {
    return this.#queue.run(() => {
      const core = this.#core;
      core.technician.take(viewerId, seat);
      core.timers.cancel("technician");
      core.technician.tellOne(viewerId, core.stateMessage);
      if (core.isMediaOpen) core.recorder.send({ type: "technician_joined", sessionId: this.id, viewerId });
    });
  }

  fromTechnician(viewerId: ViewerId, message: AttachedMessage): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#core.technician.has(viewerId)) await this.#fromTechnician.handle(viewerId, message);
    });
  }

  technicianLeft(viewerId: ViewerId): Promise<void> {
    return this.#queue.run(() => {
      const core = this.#core;
      if (!core.technician.leave(viewerId)) return;
      if (core.isMediaOpen) core.recorder.send({ type: "technician_left", sessionId: this.id, viewerId });
      if (core.isUnderWay && !core.technician.isPresent) core.awaitTechnician();
    });
  }

  /** Only the recorder that the session is pinned to is heard, and after its restart the same server's word about the recording. */
  fromRecorder(link: RecorderLink, message: SessionReport): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#core.recorder.isOfServer(link)) return;
      if (link.instanceId === this.recorderInstance) await handleFromRecorder(this.#core, message);
      else if (message.type === "sealed" && message.outcome === "recovered") await handleRecovered(this.#core);
    });
  }

  /** Synchronous: nothing may be said to the recorder before what it missed. */
  recorderReturned(link: RecorderLink): void {
    this.#core.recorder.returned(link);
  }

  end(actor: Actor, reason: EndReason): Promise<void> {
    return this.#queue.run(() => this.#core.end(actor, reason));
  }

  /** Leaves without an end: timers and sockets only. */
  dispose(): void {
    this.#core.dispose();
  }

  async #recognised(): Promise<void> {
    const core = this.#core;
    if (!core.isWaitingForCustomer) throw new ProtocolError("key_not_accepted");
    if (core.session.state === "key_issued") await core.happen({ type: "key_recognised", actor: "customer" });
  }
}
