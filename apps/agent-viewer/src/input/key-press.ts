import type { ModifierFlags } from "./modifiers.ts";

/** What we need of a KeyboardEvent. */
export interface KeyPress extends ModifierFlags {
  code: string;
  key: string;
  repeat: boolean;
  isComposing: boolean;
  /** `getModifierState("AltGraph")`. */
  altGraph: boolean;
}

/** `text`: the browser turns it into characters; `key`: it goes as a key; `ours`: it stays in this browser. */
export type KeyKind = "text" | "key" | "ours";

export interface KeyboardTraits {
  /** On a Mac, Option writes characters as AltGr does elsewhere. */
  optionWrites: boolean;
}

/**
 * How a press travels. Everything that writes a character goes as the character, so that umlauts, AltGr, dead keys and
 * input methods come out right whatever the two layouts are. Keys that write nothing, the space bar, and combinations
 * with Ctrl, Alt or Meta go as physical keys. F11 is the customer's alone and never goes at all (promise 5).
 */
export function kindOf(press: KeyPress, { optionWrites }: KeyboardTraits): KeyKind {
  if (press.code === "F11" || press.key === "F11") return "ours";
  const isWriting = press.altGraph || (optionWrites && press.altKey && !press.ctrlKey && !press.metaKey);
  const isCombination = !isWriting && (press.ctrlKey || press.altKey || press.metaKey);
  if (press.isComposing || press.key === "Process") return "text";
  if (isCombination) return "key";
  if (press.key === "Dead" || press.key === "Unidentified") return "text";
  if (press.key === " ") return "key";
  return isOneCharacter(press.key) ? "text" : "key";
}

/** The code that goes over the line; nothing when the key has none that the protocol knows. */
export function travellingCode(press: KeyPress): string | undefined {
  // With Num Lock off a digit key moves the cursor; the customer's Num Lock may be on.
  const code = press.code.startsWith("Numpad") && isNavigation(press.key) ? press.key : press.code || press.key;
  return /^[A-Z][A-Za-z0-9]{1,24}$/.test(code) ? code : undefined;
}

function isNavigation(key: string): boolean {
  return /^(Arrow(Up|Down|Left|Right)|Home|End|PageUp|PageDown|Insert|Delete)$/.test(key);
}

function isOneCharacter(key: string): boolean {
  return key !== "" && [...key].length === 1;
}
