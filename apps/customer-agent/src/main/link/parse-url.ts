/** `URL.canParse` is younger than the oldest runtime that this program runs on (Node 18.15). */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
