/**
 * Whether this browser has what a complaint needs: Ed25519 and X25519 in WebCrypto (Chrome 137, Firefox 130, Safari 17 and
 * later), on a page that came over HTTPS.
 */
export async function canSeal(): Promise<boolean> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) return false;
  const key = new Uint8Array(32).fill(9);
  try {
    await subtle.importKey("raw", key, { name: "X25519" }, false, []);
    await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch {
    // Unknown algorithms are refused with an error: that is the answer.
    return false;
  }
}
