import { type KeyboardTraits, type KeyPress, kindOf, travellingCode } from "./key-press.ts";
import {
  isMenuKey,
  isModifier,
  leftModifiers,
  type ModifierCode,
  type ModifierFlags,
  modifierFlags,
} from "./modifiers.ts";

export interface KeyboardSink {
  key(code: string, down: boolean): void;
  text(text: string): void;
  releaseAll(): void;
  /** The technician wants the keyboard back. */
  leave(): void;
}

/**
 * The technician's keyboard while it works on the customer's computer.
 *
 * Modifiers are held back until something needs them: AltGr arrives as Ctrl + Alt on some systems, and Shift is part of a
 * character that goes as text. They are let go before text, so that they do not change it.
 */
export class KeyboardCapture {
  readonly #sink: KeyboardSink;
  readonly #traits: KeyboardTraits;
  /** Down here; which of them are down there; and which went with something else since they were pressed. */
  readonly #modifiers = new Set<ModifierCode>();
  readonly #sentModifiers = new Set<ModifierCode>();
  readonly #usedModifiers = new Set<ModifierCode>();
  /** Physical code of what is held to the code that was sent for it. */
  readonly #held = new Map<string, string>();

  constructor(sink: KeyboardSink, traits: KeyboardTraits) {
    this.#sink = sink;
    this.#traits = traits;
  }

  /** True when the browser must not do anything with this press. */
  handleKeyDown(press: KeyPress): boolean {
    const kind = kindOf(press, this.#traits);
    if (kind === "ours") return false;
    if (press.key === "AltGraph") return this.#handleAltGraph();
    if (isModifier(press.code)) return this.#handleModifier(press.code);
    this.#reconcile(press);
    if (kind === "text") return false;
    const code = travellingCode(press);
    if (code === undefined) return false;
    // The customer's system repeats a held key by itself.
    if (press.repeat && this.#held.has(press.code)) return true;
    this.sendModifiers();
    this.#held.set(press.code, code);
    this.#sink.key(code, true);
    return true;
  }

  handleKeyUp(press: KeyPress): boolean {
    if (isModifier(press.code)) {
      this.#releaseModifier(press.code, press.key === "AltGraph");
      // A Mac tells nothing of keys that are let go while Meta is down.
      if (modifierFlags[press.code] === "metaKey") this.#releaseHeld();
      return true;
    }
    const code = this.#held.get(press.code);
    if (code === undefined) return false;
    this.#held.delete(press.code);
    this.#sink.key(code, false);
    return true;
  }

  /** Characters that the browser made of the presses: typed, composed, or picked. */
  handleText(text: string): void {
    if (text === "") return;
    for (const code of [...this.#sentModifiers]) this.#sendModifier(code, false);
    this.#sink.text(text);
  }

  /** Before a button or a wheel turn: what is held belongs to it. */
  handlePointer(flags: ModifierFlags): void {
    this.#reconcile(flags);
    for (const code of leftModifiers) {
      const isKnown = [...this.#modifiers].some((known) => modifierFlags[known] === modifierFlags[code]);
      if (flags[modifierFlags[code]] && !isKnown) this.#modifiers.add(code);
    }
    this.sendModifiers();
  }

  /** Lets go of everything, there and here. */
  release(): void {
    this.forget();
    this.#sink.releaseAll();
  }

  /** Forgets what is held without a word: the customer's side has let go already. */
  forget(): void {
    this.#modifiers.clear();
    this.#sentModifiers.clear();
    this.#usedModifiers.clear();
    this.#held.clear();
  }

  sendModifiers(): void {
    for (const code of this.#modifiers) {
      this.#usedModifiers.add(code);
      if (!this.#sentModifiers.has(code)) this.#sendModifier(code, true);
    }
  }

  #handleAltGraph(): boolean {
    // Windows announces AltGr as Ctrl first.
    if (!this.#sentModifiers.has("ControlLeft")) this.#modifiers.delete("ControlLeft");
    return true;
  }

  #handleModifier(code: ModifierCode): boolean {
    this.#modifiers.add(code);
    const kinds = new Set([...this.#modifiers].map((known) => modifierFlags[known]));
    if (kinds.has("ctrlKey") && kinds.has("altKey") && kinds.has("shiftKey")) {
      this.release();
      this.#sink.leave();
    } else if (this.#held.size > 0) {
      this.sendModifiers();
    }
    return true;
  }

  #releaseModifier(code: ModifierCode, isAltGraph: boolean): void {
    const wasTapped = this.#modifiers.delete(code) && !this.#usedModifiers.has(code);
    this.#usedModifiers.delete(code);
    if (this.#sentModifiers.has(code)) {
      this.#sendModifier(code, false);
    } else if (wasTapped && isMenuKey(code) && !isAltGraph) {
      this.#sink.key(code, true);
      this.#sink.key(code, false);
    }
  }

  /** Lets go of modifiers whose release went somewhere else. */
  #reconcile(flags: ModifierFlags): void {
    for (const code of [...this.#modifiers]) {
      if (flags[modifierFlags[code]]) continue;
      this.#modifiers.delete(code);
      this.#usedModifiers.delete(code);
      if (this.#sentModifiers.has(code)) this.#sendModifier(code, false);
    }
  }

  #sendModifier(code: ModifierCode, down: boolean): void {
    if (down) this.#sentModifiers.add(code);
    else this.#sentModifiers.delete(code);
    this.#sink.key(code, down);
  }

  #releaseHeld(): void {
    for (const code of this.#held.values()) this.#sink.key(code, false);
    this.#held.clear();
  }
}
