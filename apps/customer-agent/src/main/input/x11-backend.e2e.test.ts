import { type Keymap, startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputInjector } from "./input-injector.ts";
import { X11Backend } from "./x11-backend.ts";
import { connectX11 } from "./x11-library.ts";

const keymaps: readonly Keymap[] = ["us", "de"];
const everyKindOfCharacter = 'Grüße, "ÄÖÜß€" @{}[]\\|~ Ж 😀';

describe.each(keymaps)("with keymap %s", { timeout: 20_000 }, (keymap) => {
  let display: VirtualDisplay;
  let target: TargetWindow;
  let input: InputInjector;
  const failures: unknown[] = [];

  beforeAll(async () => {
    display = await startVirtualDisplay({ width: 800, height: 600, keymap });
    target = await TargetWindow.open(display, { mode: "text" });
    input = new InputInjector(new X11Backend(display.display), (error) => failures.push(error));
  });

  afterAll(async () => {
    input?.dispose();
    await target?.stop();
    await display?.stop();
    expect(failures).toEqual([]);
  });

  async function typed(act: () => void, expected: string): Promise<void> {
    await target.command("clear");
    act();
    await expect.poll(() => target.text, { timeout: 10_000 }).toBe(expected);
  }

  function tap(...codes: string[]): void {
    for (const code of codes) input.key(code, true);
    for (const code of codes.reverse()) input.key(code, false);
  }

  test("every kind of character arrives unchanged", () =>
    typed(() => input.text(everyKindOfCharacter), everyKindOfCharacter));

  test("also one by one, as somebody types", () =>
    typed(() => {
      for (const character of everyKindOfCharacter) input.text(character);
    }, everyKindOfCharacter));

  test("more different characters than there are keys to lend", async () => {
    const greek = Array.from({ length: 24 }, (_, index) => String.fromCodePoint(0x3b1 + index)).join("");
    const cyrillic = Array.from({ length: 32 }, (_, index) => String.fromCodePoint(0x430 + index)).join("");
    const text = `${greek}${cyrillic}漢字ąęłőű–“„”¿🙂🎉${greek}`;
    await typed(() => input.text(text), text);
  });

  test("line breaks and tabs, and no other control characters", () =>
    typed(() => input.text("a\r\nb\tc\u0007\u001b[d"), "a\nb\tc[d"));

  test("text does not depend on Caps Lock or on a held Shift, and leaves both as they were", async () => {
    tap("CapsLock");
    input.key("ShiftLeft", true);
    await typed(() => input.text("Ab ö"), "Ab ö");
    input.key("ShiftLeft", false);
    await typed(() => tap("KeyA"), "A");
    tap("CapsLock");
    await typed(() => tap("KeyA"), "a");
  });

  test("keys after text keep their order", () =>
    typed(() => {
      input.text("eins ö");
      tap("Backspace");
      input.text("zwei");
      tap("ShiftLeft", "KeyA");
    }, "eins zweiA"));

  test("keys write what the customer's layout says", async () => {
    await typed(() => tap("KeyZ"), keymap === "us" ? "z" : "y");
    await typed(() => tap("Semicolon"), keymap === "us" ? ";" : "ö");
    await typed(() => tap("ShiftLeft", "Digit2"), keymap === "us" ? "@" : '"');
  });

  test("AltGr and dead keys are the layout's own", async () => {
    if (keymap === "us") return;
    await typed(() => tap("AltRight", "KeyQ"), "@");
    await typed(() => tap("AltRight", "KeyE"), "€");
    await typed(() => {
      tap("Backquote");
      tap("KeyE");
      tap("Equal");
      tap("KeyA");
    }, "êá");
  });

  test("F11 and unknown keys are not pressed", async () => {
    const keys = target.eventsOf("key").length;
    tap("F11");
    tap("BrowserHome");
    await typed(() => tap("KeyX"), "x");
    const pressed = target.eventsOf("key").slice(keys);
    expect(pressed.map((key) => key.name)).toEqual(["x", "x"]);
  });

  test("a borrowed keycode is given back, and a changed layout is noticed", async () => {
    await typed(() => input.text("日本"), "日本");
    await display.setKeymap(keymap === "us" ? "de" : "us");
    await typed(() => input.text("日本ö;"), "日本ö;");
    await display.setKeymap(keymap);
    const observer = connectX11(display.display);
    const before = observer.readKeymap().keysyms;
    await typed(() => input.text("日本ö;"), "日本ö;");
    expect(observer.readKeymap().keysyms).not.toEqual(before);
    input.dispose();
    expect(observer.readKeymap().keysyms).toEqual(before);
    observer.close();
    input = new InputInjector(new X11Backend(display.display), (error) => failures.push(error));
  });

  test("what a killed predecessor borrowed is taken back", async () => {
    const predecessor = new X11Backend(display.display);
    const alphabet = "абвгдежзийклмнопрстуфхцчшщъыьэюя";
    await target.command("clear");
    await predecessor.typeText(alphabet, new AbortController().signal);
    await expect.poll(() => target.text, { timeout: 10_000 }).toBe(alphabet);
    await typed(() => input.text("日本"), "日本");
    predecessor.close();
  });
});

describe("pointer", () => {
  let display: VirtualDisplay;
  let target: TargetWindow;

  beforeAll(async () => {
    display = await startVirtualDisplay({ width: 800, height: 600 });
    target = await TargetWindow.open(display);
  });

  afterAll(async () => {
    await target?.stop();
    await display?.stop();
  });

  test("reaches the exact pixel, clicks, turns the wheel, and lets go when stopped", async () => {
    const input = new InputInjector(new X11Backend(display.display), (error) => expect(error).toBeUndefined());
    for (const [x, y] of [
      [0, 0],
      [799, 599],
      [400, 300],
    ] as const) {
      input.moveTo(x, y);
      await target.waitFor((event) => event.event === "motion" && event.x === x && event.y === y);
    }
    input.button(123, 45, "right", true);
    input.button(123, 45, "right", false);
    input.wheel(200, 210, 0, 0.5);
    input.wheel(200, 210, 0, 0.5);
    input.wheel(200, 210, -1, -1);
    input.button(300, 310, "left", true);
    input.key("ShiftLeft", true);
    input.stop();
    input.moveTo(1, 1);
    input.key("KeyA", true);
    await target.waitFor((event) => event.event === "button" && event.button === 1 && !event.pressed);
    input.dispose();
    expect(target.eventsOf("button")).toMatchObject([
      { button: 3, pressed: true, x: 123, y: 45 },
      { button: 3, pressed: false, x: 123, y: 45 },
      { button: 1, pressed: true, x: 300, y: 310 },
      { button: 1, pressed: false, x: 300, y: 310 },
    ]);
    expect(target.eventsOf("wheel")).toMatchObject([
      { direction: "down", x: 200, y: 210 },
      { direction: "up" },
      { direction: "left" },
    ]);
    expect(target.eventsOf("motion").at(-1)).toMatchObject({ x: 300, y: 310 });
    expect(target.eventsOf("key").map((key) => key.name)).toEqual(["Shift_L", "Shift_L"]);
  });

  test("a move costs microseconds", () => {
    const backend = new X11Backend(display.display);
    const started = performance.now();
    for (let move = 0; move < 5_000; move++) backend.moveTo(move % 800, move % 600);
    const perMoveUs = ((performance.now() - started) / 5_000) * 1_000;
    backend.close();
    expect(perMoveUs).toBeLessThan(500);
  });
});

test("a missing display is said, not crashed on", () => {
  expect(() => new X11Backend(":4094")).toThrow("cannot be reached");
});
