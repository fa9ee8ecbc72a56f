import { CaseId } from "@ferndiagnose/protocol";
import type { Random } from "../ports.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** 80 random bits. */
export function newCaseId(random: Random): CaseId {
  return CaseId.parse(Array.from(random(16), (byte) => alphabet[byte & 31]).join(""));
}
