import type { IceServer, ToRecorder } from "@ferndiagnose/protocol";
import type { Clock, Timer } from "../ports.ts";
import type { Outlet } from "./outlet.ts";

/** A recording server that is connected and has said hello. */
export interface RecorderLink extends Outlet<ToRecorder> {
  readonly instanceId: string;
  /** Hash of what only this server knows; the same after a restart. */
  readonly serverId: string;
  readonly iceServers: readonly IceServer[];
  /** X25519, hexadecimal: customers' programs seal their complaint codes to it. */
  readonly intakeKey: string;
  /** How many more sessions it takes on. */
  free: number;
}

export interface RecorderPoolEvents {
  /** The instance is there (again). */
  returned(link: RecorderLink): void;
  /** The instance did not come back in time; its sessions are lost. */
  gone(instanceId: string): void;
}

/** The recording servers of this portal. One that loses its socket has `graceMs` to come back as the same instance. */
export class RecorderPool {
  readonly #links = new Map<string, RecorderLink>();
  readonly #missing = new Map<string, Timer>();
  readonly #clock: Clock;
  readonly #graceMs: number;
  readonly #events: RecorderPoolEvents;

  constructor(clock: Clock, graceMs: number, events: RecorderPoolEvents) {
    this.#clock = clock;
    this.#graceMs = graceMs;
    this.#events = events;
  }

  get connected(): number {
    return this.#links.size;
  }

  get free(): number {
    let free = 0;
    for (const link of this.#links.values()) free += Math.max(0, link.free);
    return free;
  }

  /** A second connection of the same instance replaces the first. */
  hello(link: RecorderLink): void {
    this.#links.get(link.instanceId)?.close();
    this.#links.set(link.instanceId, link);
    this.#stopWaiting(link.instanceId);
    this.#events.returned(link);
  }

  lost(link: RecorderLink): void {
    if (this.#links.get(link.instanceId) !== link) return;
    this.#links.delete(link.instanceId);
    this.expect(link.instanceId);
  }

  /** Starts the grace time of an instance that sessions are pinned to and that is not connected. */
  expect(instanceId: string): void {
    if (this.#links.has(instanceId) || this.#missing.has(instanceId)) return;
    const timer = this.#clock.setTimer(this.#graceMs, () => {
      this.#missing.delete(instanceId);
      this.#events.gone(instanceId);
    });
    this.#missing.set(instanceId, timer);
  }

  get all(): readonly RecorderLink[] {
    return [...this.#links.values()];
  }

  find(instanceId: string): RecorderLink | undefined {
    return this.#links.get(instanceId);
  }

  /** The one with most free places, if any has one. */
  choose(): RecorderLink | undefined {
    let best: RecorderLink | undefined;
    for (const link of this.#links.values()) if (link.free > (best?.free ?? 0)) best = link;
    return best;
  }

  stop(): void {
    for (const instanceId of [...this.#missing.keys()]) this.#stopWaiting(instanceId);
  }

  #stopWaiting(instanceId: string): void {
    this.#missing.get(instanceId)?.cancel();
    this.#missing.delete(instanceId);
  }
}
