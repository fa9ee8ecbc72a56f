import type { HeldInput } from "@ferndiagnose/protocol/ipc";
import type { Clock } from "../clock.ts";
import { InjectionRecord } from "../input/injection-record.ts";
import type { InputBackend } from "../input/input-backend.ts";
import { InputInjector } from "../input/input-injector.ts";
import { errorFields, type Log } from "../log.ts";
import { InputGuard, type InputGuardPorts } from "./input-guard.ts";

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
  readonly #record: InjectionRecord;
  readonly #injector: InputInjector;

  /** Throws when the platform's input cannot be reached. */
  constructor(ports: RemoteControlPorts) {
    this.#record = new InjectionRecord(ports.openInput(), ports.clock, () => ports.onHeld());
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
}
