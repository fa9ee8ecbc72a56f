/**
 * Physical keys by KeyboardEvent.code (W3C UI Events KeyboardEvent code Values) on each platform. What a key writes is
 * decided by the customer's own layout.
 *
 * F11 is not in here: it belongs to the customer alone, and what is not in the table cannot be pressed.
 */
export interface KeyCodes {
  /** Linux input event code (linux/input-event-codes.h). The X11 keycode is 8 more. */
  evdev: number;
  /** Scan code set 1 as Windows reports it; 0xe0 in the high byte marks an extended key. */
  windows?: number;
  /** Virtual key code (HIToolbox Events.h). */
  macos?: number;
}

type Row = readonly [code: string, evdev: number, windows: number | null, macos: number | null];

const writingRows: readonly Row[] = [
  ["Backquote", 41, 0x29, 0x32],
  ["Digit1", 2, 0x02, 0x12],
  ["Digit2", 3, 0x03, 0x13],
  ["Digit3", 4, 0x04, 0x14],
  ["Digit4", 5, 0x05, 0x15],
  ["Digit5", 6, 0x06, 0x17],
  ["Digit6", 7, 0x07, 0x16],
  ["Digit7", 8, 0x08, 0x1a],
  ["Digit8", 9, 0x09, 0x1c],
  ["Digit9", 10, 0x0a, 0x19],
  ["Digit0", 11, 0x0b, 0x1d],
  ["Minus", 12, 0x0c, 0x1b],
  ["Equal", 13, 0x0d, 0x18],
  ["KeyQ", 16, 0x10, 0x0c],
  ["KeyW", 17, 0x11, 0x0d],
  ["KeyE", 18, 0x12, 0x0e],
  ["KeyR", 19, 0x13, 0x0f],
  ["KeyT", 20, 0x14, 0x11],
  ["KeyY", 21, 0x15, 0x10],
  ["KeyU", 22, 0x16, 0x20],
  ["KeyI", 23, 0x17, 0x22],
  ["KeyO", 24, 0x18, 0x1f],
  ["KeyP", 25, 0x19, 0x23],
  ["BracketLeft", 26, 0x1a, 0x21],
  ["BracketRight", 27, 0x1b, 0x1e],
  ["KeyA", 30, 0x1e, 0x00],
  ["KeyS", 31, 0x1f, 0x01],
  ["KeyD", 32, 0x20, 0x02],
  ["KeyF", 33, 0x21, 0x03],
  ["KeyG", 34, 0x22, 0x05],
  ["KeyH", 35, 0x23, 0x04],
  ["KeyJ", 36, 0x24, 0x26],
  ["KeyK", 37, 0x25, 0x28],
  ["KeyL", 38, 0x26, 0x25],
  ["Semicolon", 39, 0x27, 0x29],
  ["Quote", 40, 0x28, 0x27],
  ["Backslash", 43, 0x2b, 0x2a],
  ["IntlBackslash", 86, 0x56, 0x0a],
  ["KeyZ", 44, 0x2c, 0x06],
  ["KeyX", 45, 0x2d, 0x07],
  ["KeyC", 46, 0x2e, 0x08],
  ["KeyV", 47, 0x2f, 0x09],
  ["KeyB", 48, 0x30, 0x0b],
  ["KeyN", 49, 0x31, 0x2d],
  ["KeyM", 50, 0x32, 0x2e],
  ["Comma", 51, 0x33, 0x2b],
  ["Period", 52, 0x34, 0x2f],
  ["Slash", 53, 0x35, 0x2c],
  ["IntlRo", 89, 0x73, 0x5e],
  ["IntlYen", 124, 0x7d, 0x5d],
  ["Space", 57, 0x39, 0x31],
];

const modifierRows: readonly Row[] = [
  ["ShiftLeft", 42, 0x2a, 0x38],
  ["ShiftRight", 54, 0x36, 0x3c],
  ["ControlLeft", 29, 0x1d, 0x3b],
  ["ControlRight", 97, 0xe01d, 0x3e],
  ["AltLeft", 56, 0x38, 0x3a],
  ["AltRight", 100, 0xe038, 0x3d],
  ["MetaLeft", 125, 0xe05b, 0x37],
  ["MetaRight", 126, 0xe05c, 0x36],
];

const commandRows: readonly Row[] = [
  ["CapsLock", 58, 0x3a, 0x39],
  ["Escape", 1, 0x01, 0x35],
  ["Tab", 15, 0x0f, 0x30],
  ["Enter", 28, 0x1c, 0x24],
  ["Backspace", 14, 0x0e, 0x33],
  ["Delete", 111, 0xe053, 0x75],
  ["Insert", 110, 0xe052, 0x72],
  ["Home", 102, 0xe047, 0x73],
  ["End", 107, 0xe04f, 0x77],
  ["PageUp", 104, 0xe049, 0x74],
  ["PageDown", 109, 0xe051, 0x79],
  ["ArrowUp", 103, 0xe048, 0x7e],
  ["ArrowDown", 108, 0xe050, 0x7d],
  ["ArrowLeft", 105, 0xe04b, 0x7b],
  ["ArrowRight", 106, 0xe04d, 0x7c],
  ["ContextMenu", 127, 0xe05d, 0x6e],
  ["PrintScreen", 99, 0xe037, null],
  ["ScrollLock", 70, 0x46, null],
  ["Pause", 119, 0x45, null],
  ["KanaMode", 93, 0x70, null],
  ["Convert", 92, 0x79, null],
  ["NonConvert", 94, 0x7b, null],
  ["F1", 59, 0x3b, 0x7a],
  ["F2", 60, 0x3c, 0x78],
  ["F3", 61, 0x3d, 0x63],
  ["F4", 62, 0x3e, 0x76],
  ["F5", 63, 0x3f, 0x60],
  ["F6", 64, 0x40, 0x61],
  ["F7", 65, 0x41, 0x62],
  ["F8", 66, 0x42, 0x64],
  ["F9", 67, 0x43, 0x65],
  ["F10", 68, 0x44, 0x6d],
  ["F12", 88, 0x58, 0x6f],
];

const numpadRows: readonly Row[] = [
  ["NumLock", 69, 0xe045, 0x47],
  ["NumpadDivide", 98, 0xe035, 0x4b],
  ["NumpadMultiply", 55, 0x37, 0x43],
  ["NumpadSubtract", 74, 0x4a, 0x4e],
  ["NumpadAdd", 78, 0x4e, 0x45],
  ["NumpadEnter", 96, 0xe01c, 0x4c],
  ["NumpadDecimal", 83, 0x53, 0x41],
  ["NumpadComma", 121, 0x7e, 0x5f],
  ["NumpadEqual", 117, 0x59, 0x51],
  ["Numpad0", 82, 0x52, 0x52],
  ["Numpad1", 79, 0x4f, 0x53],
  ["Numpad2", 80, 0x50, 0x54],
  ["Numpad3", 81, 0x51, 0x55],
  ["Numpad4", 75, 0x4b, 0x56],
  ["Numpad5", 76, 0x4c, 0x57],
  ["Numpad6", 77, 0x4d, 0x58],
  ["Numpad7", 71, 0x47, 0x59],
  ["Numpad8", 72, 0x48, 0x5b],
  ["Numpad9", 73, 0x49, 0x5c],
];

const table = new Map<string, KeyCodes>(
  [...writingRows, ...modifierRows, ...commandRows, ...numpadRows].map(([code, evdev, windows, macos]) => [
    code,
    { evdev, ...(windows === null ? {} : { windows }), ...(macos === null ? {} : { macos }) },
  ]),
);

/** Undefined for F11 and for every key that is not in the table. */
export function keyCodesOf(code: string): KeyCodes | undefined {
  return table.get(code);
}

/** The keys that write characters, in the order in which a character is looked for on them. */
export const writingKeys: readonly string[] = writingRows.map(([code]) => code);

const modifierKeys: ReadonlySet<string> = new Set(modifierRows.map(([code]) => code));

/** CapsLock and NumLock are not among them: pressing those changes a state, letting go of them does not. */
export function isModifierKey(code: string): boolean {
  return modifierKeys.has(code);
}

export function x11Keycode(codes: KeyCodes): number {
  return codes.evdev + 8;
}
