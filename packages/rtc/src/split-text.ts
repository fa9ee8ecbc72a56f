/** Cuts a text into parts of at most `maxLength` UTF-16 units without cutting a character in two. */
export function splitText(text: string, maxLength: number): string[] {
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    if (part.length + character.length > maxLength) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  if (part !== "") parts.push(part);
  return parts;
}
