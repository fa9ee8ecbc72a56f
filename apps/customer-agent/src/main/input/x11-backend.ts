import { setTimeout as sleep } from "node:timers/promises";
import type { MouseButton } from "@ferndiagnose/protocol";
import type { InputBackend } from "./input-backend.ts";
import { keyCodesOf, x11Keycode } from "./key-codes.ts";
import { WheelNotches } from "./wheel-notches.ts";
import { findKeyStroke, type KeyStroke } from "./x11-keymap.ts";
import { Keysym, keysymOf, typedCharacters } from "./x11-keysyms.ts";
import { connectX11, lockModifier, type X11Connection } from "./x11-library.ts";
import { SpareKeys } from "./x11-spare-keys.ts";
import { textParts } from "./x11-text-parts.ts";

const buttonNumbers: Record<MouseButton, number> = { left: 1, middle: 2, right: 3, back: 8, forward: 9 };
const wheelButtons = { up: 4, down: 5, left: 6, right: 7 } as const;
const shiftKeycode = 50;
const level3Keycode = 108;

/** A spare key keeps its character this long after it was pressed, for slow programs. */
const keepMappingMs = 250;
/** Programs are told of a changed mapping before the key, but some look it up in the background. */
const settleMs = 20;
/** A pause after so many characters keeps slow programs' event queues short. */
const partLength = 40;

/** X11 by the XTEST extension. Wayland's own windows are out of its reach. */
export class X11Backend implements InputBackend {
  readonly #connection: X11Connection;
  readonly #spareKeys = new SpareKeys();
  readonly #notches = new WheelNotches();
  #capsLockRests = false;
  #isClosed = false;

  /** Throws when the display cannot be reached. */
  constructor(display = process.env["DISPLAY"]) {
    this.#connection = connectX11(display);
  }

  moveTo(x: number, y: number): void {
    this.#connection.fakeMotion(Math.round(x), Math.round(y));
    this.#connection.flush();
  }

  button(button: MouseButton, down: boolean): void {
    this.#connection.fakeButton(buttonNumbers[button], down);
    this.#connection.flush();
  }

  wheel(dx: number, dy: number): void {
    const { x, y } = this.#notches.add(dx, dy);
    this.#turn(y > 0 ? wheelButtons.down : wheelButtons.up, Math.abs(y));
    this.#turn(x > 0 ? wheelButtons.right : wheelButtons.left, Math.abs(x));
    this.#connection.flush();
  }

  key(code: string, down: boolean): boolean {
    const codes = keyCodesOf(code);
    if (!codes) return false;
    this.#connection.fakeKey(x11Keycode(codes), down);
    this.#connection.flush();
    return true;
  }

  async typeText(text: string, signal: AbortSignal): Promise<void> {
    this.#suspendCapsLock();
    try {
      const keymap = this.#connection.readKeymap();
      const { group } = this.#connection.keyboardState();
      this.#spareKeys.refresh(keymap);
      const strokeOf = (keysym: number) => findKeyStroke(keymap, group, keysym);
      const keysyms = typedCharacters(text).map((character) => keysymOf(character) ?? Keysym.none);
      const limits = { maxLength: partLength, maxMissing: this.#spareKeys.size };
      for (const part of textParts(keysyms, (keysym) => !strokeOf(keysym), limits)) {
        const lent = await this.#lendKeys(new Set(part.filter((keysym) => !strokeOf(keysym))), signal);
        if (signal.aborted) return;
        for (const keysym of part) {
          const stroke = strokeOf(keysym) ?? lent.get(keysym);
          if (stroke) this.#press(stroke);
        }
        await sleep(settleMs);
        if (signal.aborted) return;
      }
    } finally {
      this.#restoreCapsLock();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#restoreCapsLock();
    for (const keycode of this.#spareKeys.lentKeycodes()) this.#connection.setKeysym(keycode, Keysym.none);
    this.#connection.sync();
    this.#isClosed = true;
    this.#connection.close();
  }

  /** Makes every wanted keysym reachable by a key of its own, as far as there are keys. */
  async #lendKeys(wanted: ReadonlySet<number>, signal: AbortSignal): Promise<Map<number, KeyStroke>> {
    const strokes = new Map<number, KeyStroke>();
    let changed = false;
    for (const keysym of wanted) {
      const lent = this.#spareKeys.lend(keysym, wanted);
      if (!lent) break;
      if (lent.isNew) {
        const waitMs = lent.lastUsedMs + keepMappingMs - performance.now();
        if (waitMs > 0) await sleep(waitMs);
        if (signal.aborted) return strokes;
        this.#connection.setKeysym(lent.keycode, keysym);
        changed = true;
      }
      strokes.set(keysym, { keycode: lent.keycode, shift: false, level3: false });
    }
    if (changed) {
      this.#connection.sync();
      await sleep(settleMs);
    }
    return strokes;
  }

  /** Caps Lock would turn typed characters round, so it rests while text is typed. */
  #suspendCapsLock(): void {
    if ((this.#connection.keyboardState().lockedModifiers & lockModifier) === 0) return;
    this.#capsLockRests = true;
    this.#connection.lockModifiers(lockModifier, 0);
  }

  #restoreCapsLock(): void {
    if (!this.#capsLockRests || this.#isClosed) return;
    this.#capsLockRests = false;
    this.#connection.lockModifiers(lockModifier, lockModifier);
    this.#connection.sync();
  }

  #press({ keycode, shift, level3 }: KeyStroke): void {
    if (level3) this.#connection.fakeKey(level3Keycode, true);
    if (shift) this.#connection.fakeKey(shiftKeycode, true);
    this.#connection.fakeKey(keycode, true);
    this.#connection.fakeKey(keycode, false);
    if (shift) this.#connection.fakeKey(shiftKeycode, false);
    if (level3) this.#connection.fakeKey(level3Keycode, false);
    this.#connection.flush();
    this.#spareKeys.markUsed(keycode, performance.now());
  }

  #turn(button: number, notches: number): void {
    for (let notch = 0; notch < notches; notch++) {
      this.#connection.fakeButton(button, true);
      this.#connection.fakeButton(button, false);
    }
  }
}
