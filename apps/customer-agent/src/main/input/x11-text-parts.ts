/**
 * Cuts a text into parts that can be typed in one go: at most `maxLength` characters, and among them at most
 * `maxMissing` different ones that need a lent key.
 */
export function textParts(
  keysyms: readonly number[],
  isMissing: (keysym: number) => boolean,
  limits: { maxLength: number; maxMissing: number },
): number[][] {
  const parts: number[][] = [];
  let part: number[] = [];
  let missing = new Set<number>();
  for (const keysym of keysyms) {
    const needsKey = isMissing(keysym) && !missing.has(keysym);
    if (part.length >= limits.maxLength || (needsKey && missing.size >= Math.max(1, limits.maxMissing))) {
      parts.push(part);
      part = [];
      missing = new Set();
    }
    if (isMissing(keysym)) missing.add(keysym);
    part.push(keysym);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
