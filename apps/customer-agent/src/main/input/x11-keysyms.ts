/** Keysyms (X11 protocol, appendix A). */
export const Keysym = {
  none: 0,
  return: 0xff0d,
  tab: 0xff09,
  euro: 0x20ac,
  level3Shift: 0xfe03,
} as const;

/** The keysym of one character; undefined for control characters other than line break and tab. */
export function keysymOf(character: string): number | undefined {
  const codePoint = character.codePointAt(0);
  if (codePoint === undefined) return undefined;
  if (character === "\n") return Keysym.return;
  if (character === "\t") return Keysym.tab;
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) return undefined;
  if (codePoint === 0x20ac) return Keysym.euro;
  // Latin 1 is its own keysym, everything else is 0x01000000 plus the code point.
  return codePoint <= 0xff ? codePoint : 0x0100_0000 + codePoint;
}

/** The characters to type, one per code point, with one kind of line break. */
export function typedCharacters(text: string): string[] {
  return [...text.replace(/\r\n?/g, "\n")].filter((character) => keysymOf(character) !== undefined);
}
