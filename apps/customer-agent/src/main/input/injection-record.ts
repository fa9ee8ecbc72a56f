import type { MouseButton } from "@ferndiagnose/protocol";
import type { HeldInput } from "@ferndiagnose/protocol/ipc";
import type { Clock } from "../clock.ts";
import type { InputBackend } from "./input-backend.ts";

export interface InjectionEvents {
  /** Other keys or buttons are held than before. */
  onHeld(): void;
  /** A text is being typed from here on, which takes its time. */
  onTyping(): void;
}

/** Passes everything on to the platform and knows when something was injected last, and what we hold down. */
export class InjectionRecord implements InputBackend {
  readonly #backend: InputBackend;
  readonly #clock: Clock;
  readonly #events: InjectionEvents;
  readonly #keys = new Set<string>();
  readonly #buttons = new Set<MouseButton>();
  #lastMs = Number.NEGATIVE_INFINITY;
  #typing = 0;

  constructor(backend: InputBackend, clock: Clock, events: InjectionEvents) {
    this.#backend = backend;
    this.#clock = clock;
    this.#events = events;
  }

  get isTyping(): boolean {
    return this.#typing > 0;
  }

  /** Now, while something is held or typed: a held key repeats itself. */
  get lastMs(): number {
    const goesOn = this.#typing > 0 || this.#keys.size > 0 || this.#buttons.size > 0;
    return goesOn ? this.#clock.now() : this.#lastMs;
  }

  get held(): HeldInput {
    return { keys: [...this.#keys], buttons: [...this.#buttons] };
  }

  moveTo(x: number, y: number): void {
    this.#note();
    this.#backend.moveTo(x, y);
  }

  /** What goes down is told before, what goes up after: nothing that is held is ever unknown. */
  button(button: MouseButton, down: boolean): void {
    this.#note();
    if (down) this.#hold(this.#buttons, button);
    this.#backend.button(button, down);
    if (!down) this.#letGo(this.#buttons, button);
  }

  wheel(dx: number, dy: number): void {
    this.#note();
    this.#backend.wheel(dx, dy);
  }

  key(code: string, down: boolean): boolean {
    this.#note();
    if (down) this.#hold(this.#keys, code);
    const known = this.#backend.key(code, down);
    if (!down || !known) this.#letGo(this.#keys, code);
    return known;
  }

  async typeText(text: string, signal: AbortSignal): Promise<void> {
    this.#typing++;
    this.#events.onTyping();
    try {
      await this.#backend.typeText(text, signal);
    } finally {
      this.#typing--;
      this.#note();
    }
  }

  close(): void {
    this.#backend.close();
  }

  #note(): void {
    this.#lastMs = this.#clock.now();
  }

  #hold<Item>(held: Set<Item>, item: Item): void {
    if (held.has(item)) return;
    held.add(item);
    this.#events.onHeld();
  }

  #letGo<Item>(held: Set<Item>, item: Item): void {
    if (held.delete(item)) this.#events.onHeld();
  }
}
