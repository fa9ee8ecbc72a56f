import { expect, test } from "vitest";
import type { InputBackend } from "./input-backend.ts";
import { InputInjector } from "./input-injector.ts";
import { keyCodesOf, writingKeys } from "./key-codes.ts";
import { textParts } from "./x11-text-parts.ts";

/** Notes what it is told. Typing takes until `finish` is called. */
class NotingBackend implements InputBackend {
  readonly notes: string[] = [];
  finish: () => void = () => {};
  moveTo = (x: number, y: number) => void this.notes.push(`move ${x} ${y}`);
  button = (button: string, down: boolean) => void this.notes.push(`${button} ${down ? "down" : "up"}`);
  wheel = (dx: number, dy: number) => void this.notes.push(`wheel ${dx} ${dy}`);
  close = () => void this.notes.push("close");

  key(code: string, down: boolean): boolean {
    if (!keyCodesOf(code)) return false;
    this.notes.push(`${code} ${down ? "down" : "up"}`);
    return true;
  }

  async typeText(text: string, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.finish = resolve;
      signal.addEventListener("abort", () => resolve());
    });
    this.notes.push(signal.aborted ? "typing stopped" : `typed ${text}`);
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function injector(): { input: InputInjector; backend: NotingBackend; failures: unknown[] } {
  const backend = new NotingBackend();
  const failures: unknown[] = [];
  return { backend, failures, input: new InputInjector(backend, (error) => failures.push(error)) };
}

test("stop lets go of everything at once, and nothing follows", async () => {
  const { input, backend } = injector();
  input.key("ShiftLeft", true);
  input.button(1, 2, "left", true);
  input.text("long");
  input.key("KeyA", true);
  const before = backend.notes.length;
  input.stop();
  expect(backend.notes.slice(before)).toEqual(["ShiftLeft up", "left up"]);
  input.dispose();
  input.moveTo(9, 9);
  input.key("KeyB", true);
  input.text("more");
  input.stop();
  input.dispose();
  await settled();
  expect(backend.notes.slice(before)).toEqual(["ShiftLeft up", "left up", "close", "typing stopped"]);
});

test("what comes while text is typed waits its turn; a held Ctrl rests meanwhile", async () => {
  const { input, backend } = injector();
  input.key("ControlLeft", true);
  input.text("Grüße");
  input.key("Enter", true);
  input.key("Enter", false);
  expect(backend.notes).toEqual(["ControlLeft down", "ControlLeft up"]);
  backend.finish();
  await settled();
  await settled();
  expect(backend.notes.slice(2)).toEqual(["typed Grüße", "ControlLeft down", "Enter down", "Enter up"]);
});

test("repeated downs and ups without a down are left out", () => {
  const { input, backend } = injector();
  input.key("KeyA", false);
  input.key("KeyA", true);
  input.key("KeyA", true);
  input.key("KeyA", false);
  input.button(1, 1, "left", false);
  expect(backend.notes).toEqual(["KeyA down", "KeyA up", "move 1 1"]);
});

test("a failing platform is reported", async () => {
  const { input, backend, failures } = injector();
  backend.wheel = () => {
    throw new Error("gone");
  };
  input.wheel(1, 1, 0, 1);
  await settled();
  expect(failures).toHaveLength(1);
});

test("F11 is no key on any platform; every writing key is one on each", () => {
  expect(keyCodesOf("F11")).toBeUndefined();
  expect(keyCodesOf("constructor")).toBeUndefined();
  for (const platform of ["evdev", "windows", "macos"] as const) {
    const codes = writingKeys.map((code) => keyCodesOf(code)?.[platform]);
    expect(codes).not.toContain(undefined);
    expect(new Set(codes).size).toBe(codes.length);
  }
  // linux/input-event-codes.h KEY_F11, scan code set 1, HIToolbox kVK_F11.
  const f11 = { evdev: 87, windows: 0x57, macos: 0x67 };
  for (const code of ["F10", "F12", "NumLock", "Insert"]) {
    const codes = keyCodesOf(code);
    expect([codes?.evdev === f11.evdev, codes?.windows === f11.windows, codes?.macos === f11.macos]).not.toContain(
      true,
    );
  }
});

test("text is cut where the keys to lend run out", () => {
  const isMissing = (keysym: number) => keysym >= 100;
  expect(textParts([1, 100, 101, 100, 102, 2], isMissing, { maxLength: 10, maxMissing: 2 })).toEqual([
    [1, 100, 101, 100],
    [102, 2],
  ]);
  expect(textParts([1, 2, 3], isMissing, { maxLength: 2, maxMissing: 2 })).toEqual([[1, 2], [3]]);
  expect(textParts([100, 101], isMissing, { maxLength: 5, maxMissing: 0 })).toEqual([[100], [101]]);
});
