import type { IceServer, SessionEvent, SessionId, ToRecorder } from "@ferndiagnose/protocol";
import { HeldMessages } from "./held-messages.ts";
import type { RecorderLink, RecorderPool } from "./recorder-pool.ts";

const heldAtMost = 128;

/** What a recorder needs to know to begin. */
export type ArmOrder = Omit<Extract<ToRecorder, { type: "arm" }>, "type" | "sessionId">;

/** Both null until the session is pinned. */
interface PinnedTo {
  readonly recorderInstance: string | null;
  readonly recorderServer: string | null;
}

/** The recorder's end of a session: the one recording server it is pinned to, and whether that has heard of it. */
export class RecorderSide {
  readonly #sessionId: SessionId;
  readonly #pool: RecorderPool;
  /** Descriptions and candidates that came before the recorder was armed. */
  readonly #early = new HeldMessages<ToRecorder>(heldAtMost);
  /** What could not be said while the recorder's socket was away. */
  readonly #missed = new HeldMessages<ToRecorder>(heldAtMost);
  #instanceId: string | undefined;
  #serverId: string | undefined;
  #place: RecorderLink | undefined;
  /** Whether the recorder was asked to arm; before, it knows nothing of the session. */
  #isAsked = false;
  #heardEnd: RecorderLink | undefined;

  constructor(sessionId: SessionId, pool: RecorderPool, stored: PinnedTo) {
    this.#sessionId = sessionId;
    this.#pool = pool;
    this.#instanceId = stored.recorderInstance ?? undefined;
    this.#serverId = stored.recorderServer ?? undefined;
  }

  /** Whether the session is pinned to this process, or was to a former one of the same server. */
  isOfServer(link: RecorderLink): boolean {
    return link.serverId === this.#serverId;
  }

  get instanceId(): string | undefined {
    return this.#instanceId;
  }

  get iceServers(): IceServer[] {
    return [...(this.#link?.iceServers ?? [])];
  }

  /** Pins the session to this recorder, taking one of its places. */
  pin(link: RecorderLink): void {
    this.#instanceId = link.instanceId;
    this.#serverId = link.serverId;
    this.#place = link;
    link.free--;
  }

  /** As if it had never been pinned. */
  unpin(): void {
    this.release();
    this.#instanceId = undefined;
    this.#serverId = undefined;
  }

  /** Gives the place back. A new `hello` has counted anew already. */
  release(): void {
    if (this.#place !== undefined && this.#place === this.#link) this.#place.free++;
    this.#place = undefined;
  }

  /**
   * False when the recorder is away. The order is passed on or given up, never kept: it carries the complaint code,
   * which has no place here.
   */
  arm(order: ArmOrder): boolean {
    const link = this.#link;
    if (link === undefined) return false;
    this.#isAsked = true;
    link.send({ type: "arm", sessionId: this.#sessionId, ...order });
    return true;
  }

  /** From now on descriptions and candidates pass. */
  armed(): void {
    this.#isAsked = true;
    this.#early.open((message) => this.send(message));
  }

  /** Passes a description or candidate, or keeps it until the recorder is armed; false when there is no room. */
  sendMedia(message: ToRecorder): boolean {
    return this.#early.send(message);
  }

  /** Everything that happens after the recorder was asked to arm belongs into the recording. */
  sendEvent(event: SessionEvent): void {
    if (!this.#isAsked) return;
    if (event.type === "ended") this.#heardEnd = this.#link;
    this.send({ type: "event", sessionId: this.#sessionId, event });
  }

  /** A recorder that goes on with a session that is over has not heard of the end. */
  remind(event: SessionEvent & { type: "ended" }): void {
    if (this.#link !== undefined && this.#heardEnd !== this.#link) this.sendEvent(event);
  }

  send(message: ToRecorder): void {
    const link = this.#link;
    if (link) link.send(message);
    else this.#missed.send(message);
  }

  returned(link: RecorderLink): void {
    this.#missed.open((message) => link.send(message));
    this.#missed.shut();
  }

  get #link(): RecorderLink | undefined {
    return this.#instanceId === undefined ? undefined : this.#pool.find(this.#instanceId);
  }
}
