import type { IceServer, SessionEvent, SessionId, ToRecorder } from "@ferndiagnose/protocol";
import { HeldMessages } from "./held-messages.ts";
import type { RecorderLink, RecorderPool } from "./recorder-pool.ts";

const heldAtMost = 128;

/** The recorder's end of a session: the one recording server it is pinned to, once it has been asked to arm. */
export class RecorderSide {
  readonly #sessionId: SessionId;
  readonly #pool: RecorderPool;
  /** Descriptions and candidates that came before the recorder was armed. */
  readonly #early = new HeldMessages<ToRecorder>(heldAtMost);
  /** What could not be said while the recorder's socket was away. */
  readonly #missed = new HeldMessages<ToRecorder>(heldAtMost);
  #instanceId: string | undefined;
  #place: RecorderLink | undefined;
  #heardEnd: RecorderLink | undefined;

  constructor(sessionId: SessionId, pool: RecorderPool, instanceId: string | null) {
    this.#sessionId = sessionId;
    this.#pool = pool;
    this.#instanceId = instanceId ?? undefined;
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
    this.#place = link;
    link.free--;
  }

  /** Gives the place back. A new `hello` has counted anew already. */
  release(): void {
    if (this.#place !== undefined && this.#place === this.#link) this.#place.free++;
    this.#place = undefined;
  }

  arm(history: readonly SessionEvent[]): void {
    this.send({ type: "arm", sessionId: this.#sessionId, history: history.slice(0, 200) });
  }

  /** From now on descriptions and candidates pass. */
  armed(): void {
    this.#early.open((message) => this.send(message));
  }

  /** Passes a description or candidate, or keeps it until the recorder is armed; false when there is no room. */
  sendMedia(message: ToRecorder): boolean {
    return this.#early.send(message);
  }

  /** Everything that happens after the recorder was asked to arm belongs into the recording. */
  sendEvent(event: SessionEvent): void {
    if (this.#instanceId === undefined) return;
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
