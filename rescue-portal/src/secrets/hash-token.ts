import { createHash, timingSafeEqual } from "node:crypto";

/** How a random token is stored: SHA-256 suffices where the token itself has 256 random bits. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("base64url");
}

/** Compares two texts in a time that depends on neither. */
export function equalsInConstantTime(left: string, right: string): boolean {
  const leftHash = createHash("sha256").update(left, "utf8").digest();
  const rightHash = createHash("sha256").update(right, "utf8").digest();
  return timingSafeEqual(leftHash, rightHash);
}
