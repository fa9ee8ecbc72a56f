import { randomInt } from "node:crypto";

/** As numbers of sessions and viewers are written. */
export function randomLetters(length: number): string {
  return Array.from({ length }, () => "abcdefghijklmnopqrstuvwxyz234567"[randomInt(32)]).join("");
}
