import type { HeldInput } from "@ferndiagnose/protocol/ipc";
import type { Clock } from "../clock.ts";
import { InjectionRecord } from "../input/injection-record.ts";
import type { InputBackend } from "../input/input-backend.ts";
import { InputInjector } from "../input/input-injector.ts";
import { errorFields, type Log } from "../log.ts";
import { InputGuard, type InputGuardPorts } from "./input-guard.ts";

const focusIntervalMs = 50;

export interface RemoteControlPorts extends Omit<InputGuardPorts, "injector" | "heldKeys"> {
  clock: Clock;
  log: Log;
  openInput(): InputBackend;
  /** Other keys or buttons are held down by us than before. */
  onHeld(): void;
  onFailed(): void;
}

/** The technician's hand on this computer: judged message by message, and known by what it holds down. */
export class RemoteControl {
  readonly guard: InputGuard;
  readonly #ports: RemoteControlPorts;
  readonly #record: InjectionRecord;
  readonly #injector: InputInjector;

  /** Throws when the platform's input cannot be reached. */
  constructor(ports: RemoteControlPorts) {
    this.#ports = ports;
    this.#record = new InjectionRecord(ports.openInput(), ports.clock, {
      onHeld: () => ports.onHeld(),
      onTyping: () => this.#watchFocus(),
    });
    this.#injector = new InputInjector(this.#record, (error) => {
      ports.log.warn("input.failed", errorFields(error));
      ports.onFailed();
    });
    this.guard = new InputGuard({ ...ports, injector: this.#injector, heldKeys: () => this.#record.held.keys });
  }

  get held(): HeldInput {
    return this.#record.held;
  }

  get lastInjectionMs(): number {
    return this.#record.lastMs;
  }

  releaseAll(): void {
    this.#injector.releaseAll();
  }

  block(): void {
    this.#injector.block();
  }

  stop(): void {
    this.#injector.stop();
  }

  dispose(): void {
    this.#injector.dispose();
  }

  /** A text takes its time, and another window may take the focus meanwhile: then the rest of it is dropped. */
  #watchFocus(): void {
    const { areWindowsShown, clock, hasShownFocus } = this.#ports;
    if (!areWindowsShown()) return;
    clock.setTimer(focusIntervalMs, () => {
      if (!this.#record.isTyping) return;
      if (hasShownFocus()) this.#watchFocus();
      else this.#injector.releaseAll();
    });
  }
}
