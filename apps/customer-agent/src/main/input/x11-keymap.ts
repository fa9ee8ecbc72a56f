import { keyCodesOf, writingKeys, x11Keycode } from "./key-codes.ts";
import { Keysym } from "./x11-keysyms.ts";

/** How to press a character: a keycode with Shift and AltGr or without. */
export interface KeyStroke {
  keycode: number;
  shift: boolean;
  level3: boolean;
}

/** The server's keyboard mapping as XGetKeyboardMapping gives it. */
export interface CoreKeymap {
  firstKeycode: number;
  keysymsPerKeycode: number;
  keysyms: readonly number[];
}

const level3Key = 108;

/**
 * Finds a keysym on the keys that write, in the layout group that is active now.
 *
 * Columns of the core mapping (XKB protocol, section 12.4): two levels of group 1, two of group 2, then the third and
 * fourth level of group 1, and of group 2.
 */
export function findKeyStroke(keymap: CoreKeymap, group: number, keysym: number): KeyStroke | undefined {
  if (group > 1) return undefined;
  const hasLevel3 = keysymAt(keymap, level3Key, 0) === Keysym.level3Shift;
  const columns = hasLevel3 ? [group * 2, group * 2 + 1, 4 + group * 2, 5 + group * 2] : [group * 2, group * 2 + 1];
  for (const [level, column] of columns.entries()) {
    for (const code of [...writingKeys, "Enter", "Tab"]) {
      const codes = keyCodesOf(code);
      if (!codes || keysymAt(keymap, x11Keycode(codes), column) !== keysym) continue;
      return { keycode: x11Keycode(codes), shift: level % 2 === 1, level3: level >= 2 };
    }
  }
  return undefined;
}

/**
 * Keycodes on which the layout has nothing, highest first: those are the least likely to be a real key's. One that
 * still carries a character from a program that was killed in mid-session counts as unused.
 */
export function unusedKeycodes(keymap: CoreKeymap): number[] {
  const count = keymap.keysyms.length / keymap.keysymsPerKeycode;
  const unused: number[] = [];
  // The very first keycode is skipped: some programs take it for "no key".
  for (let index = count - 1; index > 0; index--) {
    const start = index * keymap.keysymsPerKeycode;
    const row = keymap.keysyms.slice(start, start + keymap.keysymsPerKeycode);
    if (row.every((keysym) => keysym === Keysym.none) || isLeftOver(row)) unused.push(keymap.firstKeycode + index);
  }
  return unused;
}

/** One character on every level of both groups: layouts leave the second level empty then. */
function isLeftOver(row: readonly number[]): boolean {
  const [keysym = 0] = row;
  const isCharacter = (keysym >= 0x20 && keysym < 0xfd00) || (keysym >= 0x0100_0000 && keysym < 0x0111_0000);
  return isCharacter && row.every((other, column) => other === (column < 4 ? keysym : Keysym.none));
}

export function keysymAt(keymap: CoreKeymap, keycode: number, column: number): number {
  if (column >= keymap.keysymsPerKeycode) return Keysym.none;
  return keymap.keysyms[(keycode - keymap.firstKeycode) * keymap.keysymsPerKeycode + column] ?? Keysym.none;
}
