import { policy } from "@ferndiagnose/protocol";
import type { ControlEnd } from "@ferndiagnose/protocol/ipc";
import type { Clock, Timer } from "../clock.ts";

const lookEveryMs = 1_000;
/** From here on the customer is told that control is about to end. */
const announceMs = 60_000;

export interface Announcement {
  /** By the clock that was passed in. */
  endsAtMs: number;
  because: ControlEnd;
}

export interface ControlTermPorts {
  clock: Clock;
  activity: { readonly lastMs: number; look(): void; rest(): void };
  /** Its time is over. */
  onEnd(because: ControlEnd): void;
  /** What `announced` says has changed. */
  onChange(): void;
}

/** How long one grant of control lasts: half an hour, and no longer than the customer is there (promise 4). */
export class ControlTerm {
  readonly #ports: ControlTermPorts;
  #beganAtMs: number | undefined;
  #announced: Announcement | undefined;
  #timer: Timer | undefined;

  constructor(ports: ControlTermPorts) {
    this.#ports = ports;
  }

  /** However busy the customer is. By the clock that was passed in; undefined when there is no control. */
  get endsAtLatestMs(): number | undefined {
    return this.#beganAtMs === undefined ? undefined : this.#beganAtMs + policy.CONTROL_LASTS_MS;
  }

  /** Only in its last minute. */
  get announced(): Announcement | undefined {
    return this.#announced;
  }

  /** With every grant of control anew. Granting is itself something the customer did. */
  begin(): void {
    this.end();
    this.#beganAtMs = this.#ports.clock.now();
    this.#look();
  }

  end(): void {
    this.#timer?.cancel();
    this.#ports.activity.rest();
    this.#beganAtMs = undefined;
    this.#announce(undefined);
  }

  #look(): void {
    const beganAtMs = this.#beganAtMs;
    if (beganAtMs === undefined) return;
    const { activity, clock } = this.#ports;
    activity.look();
    const byTime = beganAtMs + policy.CONTROL_LASTS_MS;
    const byIdleness = Math.max(beganAtMs, activity.lastMs) + policy.CONTROL_IDLE_MS;
    const because = byIdleness < byTime ? "idle" : "time";
    const endsAtMs = Math.min(byTime, byIdleness);
    const endsInMs = endsAtMs - clock.now();
    if (endsInMs <= 0) {
      this.end();
      this.#ports.onEnd(because);
      return;
    }
    this.#timer = clock.setTimer(Math.min(lookEveryMs, endsInMs), () => this.#look());
    this.#announce(endsInMs <= announceMs ? { endsAtMs, because } : undefined);
  }

  #announce(announced: Announcement | undefined): void {
    const before = this.#announced;
    this.#announced = announced;
    if (before?.endsAtMs !== announced?.endsAtMs || before?.because !== announced?.because) this.#ports.onChange();
  }
}
