import type { Random } from "../ports.ts";

/** `count` decimal digits, each equally likely: bytes of 250 and more are drawn again. */
export function drawDigits(random: Random, count: number): string {
  let digits = "";
  while (digits.length < count) {
    for (const byte of random(count - digits.length)) if (byte < 250) digits += byte % 10;
  }
  return digits;
}

const base32 = "abcdefghijklmnopqrstuvwxyz234567";

/** `length` characters of base32 (RFC 4648 alphabet in lower case), five random bits each. */
export function drawBase32(random: Random, length: number): string {
  return Array.from(random(length), (byte) => base32.charAt(byte & 31)).join("");
}

/** 32 random bytes as base64url: 43 characters. */
export function drawToken(random: Random): string {
  return Buffer.from(random(32)).toString("base64url");
}
