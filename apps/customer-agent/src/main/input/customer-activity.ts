import type { Clock } from "../clock.ts";
import type { OwnDevices } from "./own-devices.ts";

/** The system speaks of whole seconds, rounded down. */
const idleStepMs = 1_000;
/** Injected input reaches the system's own clock of idleness a little later. */
const injectionSettlesMs = 500;
/** A system that never says so much has no such clock. */
const provenIdleSeconds = 2;

export interface CustomerActivityPorts {
  clock: Clock;
  /** Since anybody's last input, ours included. */
  systemIdleSeconds(): number;
  openOwnDevices(): OwnDevices;
  /** When we injected something last, by `clock`. */
  lastInjectionMs(): number;
}

/**
 * When the customer's own hand was last on this computer. X11 tells its own devices from what is injected. Other systems do
 * not tell whose input it was, so there input counts as the customer's only when it is certainly later than the last that
 * we injected: while the technician works without a pause the customer's movements go unnoticed, and control ends earlier
 * than it would have to, never later. What is done in our own windows always counts: nothing is injected there.
 */
export class CustomerActivity {
  readonly #ports: CustomerActivityPorts;
  #lastMs = Number.NEGATIVE_INFINITY;
  #isProven = false;
  #devices: OwnDevices | undefined;
  #lookedAtMs = 0;

  constructor(ports: CustomerActivityPorts) {
    this.#ports = ports;
  }

  /** Of what has been noticed so far. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** A click or key in one of our own windows. */
  noteOwnWindow(): void {
    this.#lastMs = this.#ports.clock.now();
  }

  /** Asks the system. The more often, the less is missed. */
  look(): void {
    this.#lookAtDevices();
    const idleSeconds = this.#ports.systemIdleSeconds();
    if (!Number.isFinite(idleSeconds) || idleSeconds < 0) return;
    this.#isProven ||= idleSeconds >= provenIdleSeconds;
    if (!this.#isProven) return;
    const inputAtMs = this.#ports.clock.now() - idleSeconds * 1_000 - idleStepMs;
    if (inputAtMs <= this.#ports.lastInjectionMs() + injectionSettlesMs) return;
    this.#lastMs = Math.max(this.#lastMs, inputAtMs);
  }

  /** Nobody wants to know any more, until the next look. */
  rest(): void {
    this.#devices?.close();
    this.#devices = undefined;
  }

  /** Used since the last look: it may have been right after it. */
  #lookAtDevices(): void {
    this.#devices ??= this.#ports.openOwnDevices();
    if (this.#devices.wereUsed()) this.#lastMs = Math.max(this.#lastMs, this.#lookedAtMs);
    this.#lookedAtMs = this.#ports.clock.now();
  }
}
