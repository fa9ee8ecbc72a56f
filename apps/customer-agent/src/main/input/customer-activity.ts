import type { Clock } from "../clock.ts";

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
  /** When we injected something last, by `clock`. */
  lastInjectionMs(): number;
}

/**
 * When the customer's own hand was last on this computer. Systems do not tell whose input it was, so input counts as the
 * customer's only when it is certainly later than the last that we injected. While the technician works without a pause
 * the customer's movements therefore go unnoticed, and control ends earlier than it would have to, never later. What is
 * done in our own windows always counts: nothing is injected there.
 */
export class CustomerActivity {
  readonly #ports: CustomerActivityPorts;
  #lastMs = Number.NEGATIVE_INFINITY;
  #isProven = false;

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
    const idleSeconds = this.#ports.systemIdleSeconds();
    if (!Number.isFinite(idleSeconds) || idleSeconds < 0) return;
    this.#isProven ||= idleSeconds >= provenIdleSeconds;
    if (!this.#isProven) return;
    const inputAtMs = this.#ports.clock.now() - idleSeconds * 1_000 - idleStepMs;
    if (inputAtMs <= this.#ports.lastInjectionMs() + injectionSettlesMs) return;
    this.#lastMs = Math.max(this.#lastMs, inputAtMs);
  }
}
