import type { RemovalView } from "@ferndiagnose/protocol/ipc";
import type { Clock } from "./clock.ts";
import { errorFields, type Log } from "./log.ts";
import type { Removal } from "./removal/removal.ts";

/** How long the result of the removal stands before the window closes by itself. */
const showResultMs = 8_000;

export interface LeavingPorts {
  clock: Clock;
  log: Log;
  removal: Removal;
  onChange(): void;
  quit(): void;
}

/**
 * Nothing is left behind (promise 9): a program that was downloaded for a session takes itself away when the customer leaves
 * it afterwards, and shows the result, unless the customer keeps it. Before there was a session nothing is removed.
 */
export class Leaving {
  readonly #ports: LeavingPorts;
  #state: RemovalView["state"] = "offered";
  #left: readonly string[] = [];
  #isAfterExit = false;
  /** Until it is decided whether it was kept: nothing may be removed meanwhile, and nobody quits in the middle of it. */
  #keeping: Promise<void> | undefined;

  constructor(ports: LeavingPorts) {
    this.#ports = ports;
  }

  /** Undefined where there is nothing to remove: a program that runs from a checkout. */
  get view(): RemovalView | undefined {
    const { kind, shortcut } = this.#ports.removal;
    if (kind === "checkout") return undefined;
    const left = this.#left.slice(0, 20).map((path) => path.slice(0, 1_000));
    const afterExit = this.#isAfterExit ? { afterExit: true } : {};
    return { kind, state: this.#state, left, shortcut: shortcut.isPresent(), ...afterExit };
  }

  get hasShortcut(): boolean {
    return this.#ports.removal.shortcut.isPresent();
  }

  get isInstalled(): boolean {
    return this.#ports.removal.kind === "installed";
  }

  /** A downloaded program that nobody has kept, removed, or tried to. */
  get isDue(): boolean {
    return this.#state === "offered" && this.#ports.removal.kind === "portable";
  }

  /** What has to happen before the whole program quits after a session; undefined when nothing has to. */
  beforeQuit(): Promise<void> | undefined {
    return this.#keeping ?? (this.isDue ? this.remove() : undefined);
  }

  /** The customer leaves. A second time the window closes, whatever the removal does. */
  leave(wasSession: boolean): void {
    if (this.#keeping) void this.#keeping.then(() => this.leave(wasSession));
    else if (wasSession && this.isDue) void this.remove();
    else this.#ports.quit();
  }

  async remove(): Promise<void> {
    const { clock, removal, quit } = this.#ports;
    if (removal.kind === "checkout" || this.#keeping) return;
    if (this.#state === "removing" || this.#state === "removed") return;
    this.#enter("removing");
    const { left, when } = await removal.remove();
    this.#left = left;
    this.#isAfterExit = when === "after_exit";
    this.#enter(left.length === 0 ? "removed" : "failed");
    if (left.length === 0) clock.setTimer(showResultMs, quit);
  }

  async keep(): Promise<void> {
    if (this.#ports.removal.kind !== "portable" || this.#state !== "offered") return;
    this.#keeping ??= this.#keep();
    await this.#keeping;
  }

  async setShortcut(present: boolean): Promise<void> {
    try {
      await this.#ports.removal.shortcut.set(present);
    } catch (error) {
      this.#ports.log.warn("shortcut.not_set", errorFields(error));
    }
    this.#ports.onChange();
  }

  async #keep(): Promise<void> {
    const { kept, left } = await this.#ports.removal.keep();
    this.#keeping = undefined;
    this.#left = left;
    this.#enter(kept ? "kept" : "offered");
  }

  #enter(state: RemovalView["state"]): void {
    this.#state = state;
    this.#ports.onChange();
  }
}
