import type { MouseButton } from "@ferndiagnose/protocol";
import koffi from "koffi";
import type { InputBackend } from "./input-backend.ts";
import { keyCodesOf } from "./key-codes.ts";
import { WheelNotches } from "./wheel-notches.ts";

/** Constants of CGEventTypes.h. */
const EventType = {
  leftDown: 1,
  leftUp: 2,
  rightDown: 3,
  rightUp: 4,
  moved: 5,
  leftDragged: 6,
  rightDragged: 7,
  otherDown: 25,
  otherUp: 26,
  otherDragged: 27,
} as const;
const hidEventTap = 0;
const hidSystemState = 1;
const lineUnit = 1;
const clickStateField = 1;
const doubleClickMs = 500;

const buttons: Record<MouseButton, { number: number; down: number; up: number; dragged: number }> = {
  left: { number: 0, down: EventType.leftDown, up: EventType.leftUp, dragged: EventType.leftDragged },
  right: { number: 1, down: EventType.rightDown, up: EventType.rightUp, dragged: EventType.rightDragged },
  middle: { number: 2, down: EventType.otherDown, up: EventType.otherUp, dragged: EventType.otherDragged },
  back: { number: 3, down: EventType.otherDown, up: EventType.otherUp, dragged: EventType.otherDragged },
  forward: { number: 4, down: EventType.otherDown, up: EventType.otherUp, dragged: EventType.otherDragged },
};

/** CGEventFlags of the modifier keys: events made by hand do not carry them by themselves. */
const modifierFlags: Readonly<Record<string, number>> = {
  ShiftLeft: 0x2_0000,
  ShiftRight: 0x2_0000,
  ControlLeft: 0x4_0000,
  ControlRight: 0x4_0000,
  AltLeft: 0x8_0000,
  AltRight: 0x8_0000,
  MetaLeft: 0x10_0000,
  MetaRight: 0x10_0000,
};

interface Quartz {
  mouseEvent(type: number, point: { x: number; y: number }, button: number): unknown;
  scrollEvent(notchesY: number, notchesX: number): unknown;
  keyEvent(keyCode: number, down: boolean): unknown;
  setText(event: unknown, text: string): void;
  setFlags(event: unknown, flags: number): void;
  setInteger(event: unknown, field: number, value: number): void;
  postAndRelease(event: unknown): void;
}

/** macOS by Quartz events. The customer must allow the program under Privacy & Security, Accessibility. */
export class MacosBackend implements InputBackend {
  readonly #quartz = loadQuartz();
  readonly #notches = new WheelNotches();
  readonly #heldModifiers = new Set<string>();
  #place = { x: 0, y: 0 };
  #heldButton: MouseButton | undefined;
  #lastPress: { button: MouseButton; atMs: number; x: number; y: number; clicks: number } | undefined;

  moveTo(x: number, y: number): void {
    this.#place = { x, y };
    const held = this.#heldButton && buttons[this.#heldButton];
    this.#post(this.#quartz.mouseEvent(held?.dragged ?? EventType.moved, this.#place, held?.number ?? 0));
  }

  button(button: MouseButton, down: boolean): void {
    const { number, down: downType, up } = buttons[button];
    const event = this.#quartz.mouseEvent(down ? downType : up, this.#place, number);
    this.#quartz.setInteger(event, clickStateField, down ? this.#countClicks(button) : (this.#lastPress?.clicks ?? 1));
    this.#heldButton = down ? button : undefined;
    this.#post(event);
  }

  wheel(dx: number, dy: number): void {
    const { x, y } = this.#notches.add(dx, dy);
    if (x !== 0 || y !== 0) this.#post(this.#quartz.scrollEvent(-y, -x));
  }

  key(code: string, down: boolean): boolean {
    const keyCode = keyCodesOf(code)?.macos;
    if (keyCode === undefined) return false;
    if (code in modifierFlags) {
      if (down) this.#heldModifiers.add(code);
      else this.#heldModifiers.delete(code);
    }
    this.#post(this.#quartz.keyEvent(keyCode, down));
    return true;
  }

  typeText(text: string, signal: AbortSignal): Promise<void> {
    for (const character of text.replace(/\r\n?/g, "\n")) {
      if (signal.aborted) break;
      const code = character === "\n" ? "Enter" : character === "\t" ? "Tab" : undefined;
      for (const down of [true, false]) {
        if (code) this.key(code, down);
        else this.#postText(character, down);
      }
    }
    return Promise.resolve();
  }

  close(): void {
    // Nothing was borrowed: Quartz events change no layout.
  }

  #postText(character: string, down: boolean): void {
    const event = this.#quartz.keyEvent(0, down);
    this.#quartz.setText(event, character);
    this.#post(event);
  }

  #post(event: unknown): void {
    let flags = 0;
    for (const code of this.#heldModifiers) flags |= modifierFlags[code] ?? 0;
    this.#quartz.setFlags(event, flags);
    this.#quartz.postAndRelease(event);
  }

  /** Programs learn of a double click from the event itself. */
  #countClicks(button: MouseButton): number {
    const atMs = performance.now();
    const last = this.#lastPress;
    const isNear = last && Math.hypot(this.#place.x - last.x, this.#place.y - last.y) < 4;
    const goesOn = last && isNear && last.button === button && atMs - last.atMs < doubleClickMs;
    const clicks = goesOn ? last.clicks + 1 : 1;
    this.#lastPress = { button, atMs, ...this.#place, clicks };
    return clicks;
  }
}

function loadQuartz(): Quartz {
  const graphics = koffi.load("/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices");
  const point = koffi.struct({ x: "double", y: "double" });
  const createSource = graphics.func("void *CGEventSourceCreate(int32_t state)");
  const createMouse = graphics.func("CGEventCreateMouseEvent", "void *", ["void *", "uint32_t", point, "uint32_t"]);
  const createScroll = graphics.func(
    "void *CGEventCreateScrollWheelEvent2(void *source, uint32_t units, uint32_t count, int32_t y, int32_t x, int32_t z)",
  );
  const createKey = graphics.func("void *CGEventCreateKeyboardEvent(void *source, uint16_t key, bool down)");
  const setText = graphics.func(
    "void CGEventKeyboardSetUnicodeString(void *event, unsigned long length, const char16_t *text)",
  );
  const setFlags = graphics.func("void CGEventSetFlags(void *event, uint64_t flags)");
  const setInteger = graphics.func("void CGEventSetIntegerValueField(void *event, uint32_t field, int64_t value)");
  const post = graphics.func("void CGEventPost(uint32_t tap, void *event)");
  const release = graphics.func("void CFRelease(void *object)");
  const source: unknown = createSource(hidSystemState);
  return {
    mouseEvent: (type, at, button) => createMouse(source, type, at, button),
    scrollEvent: (y, x) => createScroll(source, lineUnit, 2, y, x, 0),
    keyEvent: (keyCode, down) => createKey(source, keyCode, down),
    setText: (event, text) => void setText(event, text.length, text),
    setFlags: (event, flags) => void setFlags(event, flags),
    setInteger: (event, field, value) => void setInteger(event, field, value),
    postAndRelease(event) {
      post(hidEventTap, event);
      release(event);
    },
  };
}
