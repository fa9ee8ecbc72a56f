export const KEY_LENGTH = 7;

/** What stands in the seven fields: one ASCII digit each, or nothing. */
export type Digits = readonly string[];

export const noDigits: Digits = Array<string>(KEY_LENGTH).fill("");

export interface Entry {
  readonly digits: Digits;
  /** The field that comes next. */
  readonly focus: number;
  /** Whether the last field was filled just now: the key is probably complete. */
  readonly isAtEnd?: true;
  /** What of the text could not be taken. */
  readonly refused?: "no_digit" | "too_long";
}

/** What people and text programs put between digits. */
const separators = /[\s.\-–—_/·]/gu;

/**
 * Types or pastes `text` into the field at `place`. A whole key fills all fields wherever it is pasted. Digits of other
 * scripts are refused, not converted: the key was read out as 0 to 9, and a guess would hide a mistake.
 */
export function enterText(digits: Digits, place: number, text: string): Entry {
  const typed = text.replace(separators, "");
  if (!/^[0-9]*$/.test(typed)) return { digits, focus: place, refused: "no_digit" };
  const start = typed.length >= KEY_LENGTH ? 0 : place;
  if (start + typed.length > KEY_LENGTH) return { digits, focus: place, refused: "too_long" };
  const next = [...digits];
  for (const [offset, digit] of [...typed].entries()) next[start + offset] = digit;
  const end = start + typed.length;
  const isAtEnd = typed !== "" && end === KEY_LENGTH;
  return { digits: next, focus: Math.min(end, KEY_LENGTH - 1), ...(isAtEnd ? { isAtEnd } : {}) };
}

/** Backspace: empties this field, or the one before when this one is empty. */
export function deleteBackwards(digits: Digits, place: number): Entry {
  const target = digits[place] === "" ? Math.max(0, place - 1) : place;
  return { digits: digits.map((digit, index) => (index === target ? "" : digit)), focus: target };
}

/** How many fields are empty. */
export function missingDigits(digits: Digits): number {
  return digits.filter((digit) => digit === "").length;
}

/**
 * Whether the key is to be checked without a press of the button: it has just become complete, or was typed to its end again.
 * Not when a digit in its middle is typed over: the next one may be about to follow.
 */
export function isReadyToCheck(before: Digits, entry: Entry): boolean {
  if (entry.refused !== undefined || missingDigits(entry.digits) > 0) return false;
  return missingDigits(before) > 0 || entry.isAtEnd !== undefined;
}
