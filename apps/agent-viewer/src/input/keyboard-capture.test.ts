import { beforeEach, describe, expect, test } from "vitest";
import type { KeyPress } from "./key-press.ts";
import { KeyboardCapture } from "./keyboard-capture.ts";

let sent: string[];
let capture: KeyboardCapture;

function keyboard(optionWrites = false): KeyboardCapture {
  return new KeyboardCapture(
    {
      key: (code, down) => sent.push(`${down ? "+" : "-"}${code}`),
      text: (text) => sent.push(`"${text}"`),
      releaseAll: () => sent.push("release"),
      leave: () => sent.push("leave"),
    },
    { optionWrites },
  );
}

function press(code: string, key: string, more: Partial<KeyPress> = {}): KeyPress {
  return {
    code,
    key,
    ctrlKey: false,
    altKey: false,
    shiftKey: false,
    metaKey: false,
    repeat: false,
    isComposing: false,
    altGraph: false,
    ...more,
  };
}

const ctrl = { ctrlKey: true };
const shift = { shiftKey: true };

/** A press as the browser plays it: what we do not take becomes text when it writes something. */
function type(code: string, key: string, more: Partial<KeyPress> = {}): void {
  if (!capture.handleKeyDown(press(code, key, more)) && [...key].length === 1) capture.handleText(key);
  capture.handleKeyUp(press(code, key, more));
}

beforeEach(() => {
  sent = [];
  capture = keyboard();
});

describe("characters go as text", () => {
  test("letters, umlauts, signs", () => {
    type("KeyA", "a");
    type("Quote", "ä");
    type("Minus", "ß");
    expect(sent).toEqual(['"a"', '"ä"', '"ß"']);
  });

  test("a capital needs no Shift over there", () => {
    capture.handleKeyDown(press("ShiftLeft", "Shift", shift));
    type("KeyG", "G", shift);
    capture.handleKeyUp(press("ShiftLeft", "Shift"));
    expect(sent).toEqual(['"G"']);
  });

  test("AltGr as on Linux", () => {
    capture.handleKeyDown(press("AltRight", "AltGraph", { altGraph: true }));
    type("KeyE", "€", { altGraph: true });
    capture.handleKeyUp(press("AltRight", "AltGraph"));
    expect(sent).toEqual(['"€"']);
  });

  test("AltGr as on Windows, which announces it as Ctrl", () => {
    capture.handleKeyDown(press("ControlLeft", "Control", ctrl));
    capture.handleKeyDown(press("AltRight", "AltGraph", { altGraph: true }));
    type("KeyQ", "@", { altGraph: true });
    capture.handleKeyUp(press("ControlLeft", "Control"));
    capture.handleKeyUp(press("AltRight", "AltGraph"));
    expect(sent).toEqual(['"@"']);
  });

  test("AltGr on a system that reports it as Ctrl and Alt held", () => {
    capture.handleKeyDown(press("ControlLeft", "Control", ctrl));
    capture.handleKeyDown(press("AltRight", "AltGraph", { ctrlKey: true, altKey: true, altGraph: true }));
    type("KeyQ", "@", { ctrlKey: true, altKey: true, altGraph: true });
    expect(sent).toEqual(['"@"']);
  });

  test("Option on a Mac writes, but not together with Cmd", () => {
    capture = keyboard(true);
    type("KeyL", "@", { altKey: true });
    type("KeyL", "@", { altKey: true, metaKey: true });
    expect(sent).toEqual(['"@"', "+KeyL", "-KeyL"]);
  });

  test("dead keys and input methods are left to the browser, which tells what came of them", () => {
    expect(capture.handleKeyDown(press("Equal", "Dead"))).toBe(false);
    expect(capture.handleKeyDown(press("KeyE", "Process"))).toBe(false);
    expect(capture.handleKeyDown(press("Enter", "Enter", { isComposing: true }))).toBe(false);
    capture.handleText("é");
    capture.handleText("漢字");
    expect(sent).toEqual(['"é"', '"漢字"']);
  });

  test("emoji, though two units long, are one character", () => {
    type("", "😀");
    expect(sent).toEqual(['"😀"']);
  });
});

describe("keys go as keys", () => {
  test.each([
    ["Enter", "Enter"],
    ["Tab", "Tab"],
    ["Backspace", "Backspace"],
    ["Escape", "Escape"],
    ["ArrowLeft", "ArrowLeft"],
    ["F5", "F5"],
    ["F10", "F10"],
    ["F12", "F12"],
    ["Delete", "Delete"],
    ["NumpadEnter", "Enter"],
  ])("%s", (code, key) => {
    type(code, key);
    expect(sent).toEqual([`+${code}`, `-${code}`]);
  });

  test("the space bar too, because it presses buttons", () => {
    type("Space", " ");
    expect(sent).toEqual(["+Space", "-Space"]);
  });

  test("Ctrl combinations by physical key, the modifier first", () => {
    capture.handleKeyDown(press("ControlLeft", "Control", ctrl));
    type("KeyC", "c", ctrl);
    type("KeyV", "v", ctrl);
    capture.handleKeyUp(press("ControlLeft", "Control"));
    expect(sent).toEqual(["+ControlLeft", "+KeyC", "-KeyC", "+KeyV", "-KeyV", "-ControlLeft"]);
  });

  test("Shift with an arrow marks text", () => {
    capture.handleKeyDown(press("ShiftRight", "Shift", shift));
    type("ArrowRight", "ArrowRight", shift);
    capture.handleKeyUp(press("ShiftRight", "Shift"));
    expect(sent).toEqual(["+ShiftRight", "+ArrowRight", "-ArrowRight", "-ShiftRight"]);
  });

  test("modifiers that went with a key are let go before text, so that they do not change it", () => {
    capture.handleKeyDown(press("ShiftLeft", "Shift", shift));
    type("ArrowRight", "ArrowRight", shift);
    type("KeyA", "A", shift);
    expect(sent).toEqual(["+ShiftLeft", "+ArrowRight", "-ArrowRight", "-ShiftLeft", '"A"']);
  });

  test("a held key is pressed once, the customer's system repeats it", () => {
    capture.handleKeyDown(press("ArrowDown", "ArrowDown"));
    capture.handleKeyDown(press("ArrowDown", "ArrowDown", { repeat: true }));
    capture.handleKeyUp(press("ArrowDown", "ArrowDown"));
    expect(sent).toEqual(["+ArrowDown", "-ArrowDown"]);
  });

  test("the digit keys move the cursor when Num Lock is off here, whatever it is over there", () => {
    type("Numpad4", "ArrowLeft");
    type("Numpad4", "4");
    expect(sent).toEqual(["+ArrowLeft", "-ArrowLeft", '"4"']);
  });

  test("Alt and Meta alone open menus, other modifiers alone do nothing", () => {
    for (const [code, key, flag] of [
      ["AltLeft", "Alt", "altKey"],
      ["MetaLeft", "Meta", "metaKey"],
      ["ControlLeft", "Control", "ctrlKey"],
      ["ShiftLeft", "Shift", "shiftKey"],
    ] as const) {
      capture.handleKeyDown(press(code, key, { [flag]: true }));
      capture.handleKeyUp(press(code, key));
    }
    expect(sent).toEqual(["+AltLeft", "-AltLeft", "+MetaLeft", "-MetaLeft"]);
  });

  test("keys that a Mac forgets while Cmd is down are let go with it", () => {
    capture.handleKeyDown(press("MetaLeft", "Meta", { metaKey: true }));
    capture.handleKeyDown(press("KeyC", "c", { metaKey: true }));
    capture.handleKeyUp(press("MetaLeft", "Meta"));
    expect(sent).toEqual(["+MetaLeft", "+KeyC", "-MetaLeft", "-KeyC"]);
  });

  test("a modifier whose release went elsewhere does not stay down", () => {
    capture.handleKeyDown(press("ControlLeft", "Control", ctrl));
    type("KeyC", "c", ctrl);
    type("Enter", "Enter");
    expect(sent.slice(-3)).toEqual(["-ControlLeft", "+Enter", "-Enter"]);
  });

  test("what the protocol has no code for is not sent", () => {
    expect(capture.handleKeyDown(press("", "😀😀", ctrl))).toBe(false);
    expect(sent).toEqual([]);
  });
});

describe("F11 belongs to the customer", () => {
  test.each([{}, ctrl, shift, { altKey: true }, { metaKey: true }])("never sent with %j", (flags) => {
    expect(capture.handleKeyDown(press("F11", "F11", flags))).toBe(false);
    capture.handleKeyUp(press("F11", "F11", flags));
    expect(capture.handleKeyDown(press("BrowserFullScreen", "F11", flags))).toBe(false);
    expect(sent).toEqual([]);
  });
});

describe("mouse and modifiers", () => {
  test("a modifier that is held goes before the button", () => {
    capture.handleKeyDown(press("ControlRight", "Control", ctrl));
    capture.handlePointer(press("", "", ctrl));
    expect(sent).toEqual(["+ControlRight"]);
  });

  test("one that was pressed before we listened is known by the button's flags", () => {
    capture.handlePointer(press("", "", shift));
    capture.handlePointer(press("", ""));
    expect(sent).toEqual(["+ShiftLeft", "-ShiftLeft"]);
  });
});

describe("leaving", () => {
  test("Ctrl, Alt and Shift together, in any order, give the keyboard back and let everything go", () => {
    capture.handleKeyDown(press("ShiftLeft", "Shift", shift));
    capture.handleKeyDown(press("ControlLeft", "Control", { ...shift, ...ctrl }));
    capture.handleKeyDown(press("AltLeft", "Alt", { ...shift, ...ctrl, altKey: true }));
    capture.handleKeyUp(press("AltLeft", "Alt", { ...shift, ...ctrl }));
    expect(sent).toEqual(["release", "leave"]);
  });

  test("losing the focus lets everything go, and later releases say nothing more", () => {
    capture.handleKeyDown(press("ArrowDown", "ArrowDown"));
    capture.release();
    capture.handleKeyUp(press("ArrowDown", "ArrowDown"));
    expect(sent).toEqual(["+ArrowDown", "release"]);
  });
});
