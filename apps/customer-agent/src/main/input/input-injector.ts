import type { MouseButton } from "@ferndiagnose/protocol";
import type { InputBackend } from "./input-backend.ts";
import { isModifierKey } from "./key-codes.ts";

/** More waiting than this means that the program under the pointer hangs; what comes then is dropped. */
const maxWaiting = 500;

/**
 * Passes judged input to the platform in order, and knows what is held down, so that nothing stays down when the
 * session stops. After `stop` nothing is injected any more but the letting go.
 */
export class InputInjector {
  readonly #backend: InputBackend;
  readonly #onFailure: (error: unknown) => void;
  readonly #heldKeys = new Set<string>();
  readonly #heldButtons = new Set<MouseButton>();
  #waiting: (() => void | Promise<void>)[] = [];
  #typing: AbortController | undefined;
  #isBlocked = false;
  #isStopped = false;
  #isDisposed = false;

  /** `onFailure` hears what the platform threw; the input it belonged to is lost. */
  constructor(backend: InputBackend, onFailure: (error: unknown) => void) {
    this.#backend = backend;
    this.#onFailure = onFailure;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** At once, or when it is its turn after what is being typed. Whatever is to be judged then belongs into `act`. */
  inTurn(act: () => void): void {
    this.#inOrder(act);
  }

  moveTo(x: number, y: number): void {
    if (!this.#isBlocked) this.#backend.moveTo(x, y);
  }

  button(x: number, y: number, button: MouseButton, down: boolean): void {
    this.#inOrder(() => {
      this.#backend.moveTo(x, y);
      if (down === this.#heldButtons.has(button)) return;
      this.#backend.button(button, down);
      if (down) this.#heldButtons.add(button);
      else this.#heldButtons.delete(button);
    });
  }

  /** Lets go of a button where the pointer is. */
  release(button: MouseButton): void {
    this.#inOrder(() => {
      if (!this.#heldButtons.delete(button)) return;
      this.#backend.button(button, false);
    });
  }

  wheel(x: number, y: number, dx: number, dy: number): void {
    this.#inOrder(() => {
      this.#backend.moveTo(x, y);
      this.#backend.wheel(dx, dy);
    });
  }

  key(code: string, down: boolean): void {
    this.#inOrder(() => {
      // The system repeats a held key by itself.
      if (down === this.#heldKeys.has(code)) return;
      if (!this.#backend.key(code, down)) return;
      if (down) this.#heldKeys.add(code);
      else this.#heldKeys.delete(code);
    });
  }

  text(text: string): void {
    this.#inOrder(() => this.#type(text));
  }

  /** Lets go of everything, and drops what waited. */
  releaseAll(): void {
    this.#waiting = [];
    this.#typing?.abort();
    for (const code of [...this.#heldKeys].reverse()) this.#backend.key(code, false);
    for (const button of this.#heldButtons) this.#backend.button(button, false);
    this.#heldKeys.clear();
    this.#heldButtons.clear();
  }

  /** Synchronous and immediate: nothing more is injected. What is held stays so until `stop`. */
  block(): void {
    this.#isBlocked = true;
    this.#waiting = [];
    this.#typing?.abort();
  }

  /** Synchronous: when it returns, nothing is held and nothing more is injected. */
  stop(): void {
    if (this.#isStopped) return;
    this.block();
    this.#isStopped = true;
    this.releaseAll();
  }

  /** After `stop`: gives back what was borrowed. May wait for the system, which stopping must not. */
  dispose(): void {
    this.stop();
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#backend.close();
  }

  #inOrder(act: () => void | Promise<void>): void {
    if (this.#isBlocked) return;
    if (!this.#typing) void this.#act(act);
    else if (this.#waiting.length < maxWaiting) this.#waiting.push(act);
  }

  async #act(act: () => void | Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** A held Shift or Ctrl would turn characters into something else, so modifiers are let go for the time being. */
  async #type(text: string): Promise<void> {
    const typing = new AbortController();
    this.#typing = typing;
    const modifiers = [...this.#heldKeys].filter(isModifierKey);
    for (const code of modifiers) this.#backend.key(code, false);
    try {
      await this.#backend.typeText(text, typing.signal);
    } finally {
      if (!typing.signal.aborted) for (const code of modifiers) this.#backend.key(code, true);
      if (this.#typing === typing) this.#typing = undefined;
    }
    while (!this.#typing && !this.#isBlocked) {
      const next = this.#waiting.shift();
      if (!next) return;
      void this.#act(next);
    }
  }
}
