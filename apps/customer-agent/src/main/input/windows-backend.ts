import type { MouseButton } from "@ferndiagnose/protocol";
import koffi from "koffi";
import type { InputBackend } from "./input-backend.ts";
import { keyCodesOf } from "./key-codes.ts";

/** Constants of winuser.h. */
const InputType = { mouse: 0, keyboard: 1 } as const;
const MouseFlag = {
  move: 0x0001,
  wheel: 0x0800,
  horizontalWheel: 0x1000,
  wholeDesktop: 0x4000,
  absolute: 0x8000,
} as const;
const KeyFlag = { extended: 0x0001, up: 0x0002, unicode: 0x0004, scanCode: 0x0008 } as const;
const Metric = { left: 76, top: 77, width: 78, height: 79 } as const;
const notch = 120;

const buttonFlags: Record<MouseButton, { down: number; up: number; data: number }> = {
  left: { down: 0x0002, up: 0x0004, data: 0 },
  right: { down: 0x0008, up: 0x0010, data: 0 },
  middle: { down: 0x0020, up: 0x0040, data: 0 },
  back: { down: 0x0080, up: 0x0100, data: 1 },
  forward: { down: 0x0080, up: 0x0100, data: 2 },
};

type InputEvent =
  | { type: typeof InputType.mouse; u: { mi: { dx: number; dy: number; mouseData: number; dwFlags: number } } }
  | { type: typeof InputType.keyboard; u: { ki: { wVk: number; wScan: number; dwFlags: number } } };

/** Windows by SendInput. A window of higher integrity (User Account Control) does not accept it. */
export class WindowsBackend implements InputBackend {
  readonly #send: (events: InputEvent[]) => void;
  readonly #metric: (index: number) => number;

  constructor() {
    const user32 = koffi.load("user32.dll");
    const mouse = koffi.struct({
      dx: "int32_t",
      dy: "int32_t",
      mouseData: "int32_t",
      dwFlags: "uint32_t",
      time: "uint32_t",
      dwExtraInfo: "uintptr_t",
    });
    const keyboard = koffi.struct({
      wVk: "uint16_t",
      wScan: "uint16_t",
      dwFlags: "uint32_t",
      time: "uint32_t",
      dwExtraInfo: "uintptr_t",
    });
    const input = koffi.struct({ type: "uint32_t", u: koffi.union({ mi: mouse, ki: keyboard }) });
    const sendInput = user32.func("__stdcall", "SendInput", "uint32_t", ["uint32_t", koffi.pointer(input), "int"]);
    const size = koffi.sizeof(input);
    this.#send = (events) => void sendInput(events.length, events.map(complete), size);
    this.#metric = user32.func("int __stdcall GetSystemMetrics(int index)");
  }

  moveTo(x: number, y: number): void {
    const left = this.#metric(Metric.left);
    const top = this.#metric(Metric.top);
    // 0 … 65535 spans the whole desktop; half a pixel more aims at the middle of the pixel.
    const dx = Math.floor(((Math.round(x) - left + 0.5) * 65_536) / this.#metric(Metric.width));
    const dy = Math.floor(((Math.round(y) - top + 0.5) * 65_536) / this.#metric(Metric.height));
    this.#mouse(MouseFlag.move | MouseFlag.absolute | MouseFlag.wholeDesktop, 0, dx, dy);
  }

  button(button: MouseButton, down: boolean): void {
    const flags = buttonFlags[button];
    this.#mouse(down ? flags.down : flags.up, flags.data);
  }

  wheel(dx: number, dy: number): void {
    if (dy !== 0) this.#mouse(MouseFlag.wheel, Math.round(-dy * notch));
    if (dx !== 0) this.#mouse(MouseFlag.horizontalWheel, Math.round(dx * notch));
  }

  key(code: string, down: boolean): boolean {
    const scanCode = keyCodesOf(code)?.windows;
    if (scanCode === undefined) return false;
    const extended = scanCode > 0xff ? KeyFlag.extended : 0;
    this.#send([keyEvent(scanCode & 0xff, KeyFlag.scanCode | extended | (down ? 0 : KeyFlag.up))]);
    return true;
  }

  typeText(text: string, signal: AbortSignal): Promise<void> {
    for (const character of text.replace(/\r\n?/g, "\n")) {
      if (signal.aborted) break;
      if (character === "\n") this.#tap("Enter");
      else if (character === "\t") this.#tap("Tab");
      else this.#send(unicodeEvents(character));
    }
    return Promise.resolve();
  }

  close(): void {
    // Nothing was borrowed: SendInput changes no layout.
  }

  #tap(code: string): void {
    this.key(code, true);
    this.key(code, false);
  }

  #mouse(dwFlags: number, mouseData: number, dx = 0, dy = 0): void {
    this.#send([{ type: InputType.mouse, u: { mi: { dx, dy, mouseData, dwFlags } } }]);
  }
}

/** A character outside the basic plane goes as its two surrogates, both down before both up. */
function unicodeEvents(character: string): InputEvent[] {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return [
    ...units.map((unit) => keyEvent(unit, KeyFlag.unicode)),
    ...units.map((unit) => keyEvent(unit, KeyFlag.unicode | KeyFlag.up)),
  ];
}

function keyEvent(wScan: number, dwFlags: number): InputEvent {
  return { type: InputType.keyboard, u: { ki: { wVk: 0, wScan, dwFlags } } };
}

function complete(event: InputEvent): object {
  const rest = { time: 0, dwExtraInfo: 0 };
  return event.type === InputType.mouse
    ? { type: event.type, u: { mi: { ...event.u.mi, ...rest } } }
    : { type: event.type, u: { ki: { ...event.u.ki, ...rest } } };
}
