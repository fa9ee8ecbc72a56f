import { z } from "zod";

/**
 * Crockford's base 32: no I, L, O or U, so that nothing in a printed code is mistaken for something else.
 * Source: https://www.crockford.com/base32.html
 */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const payloadLength = 19;

/**
 * What the customer keeps on the receipt and brings along with a complaint: 95 random bits and a check symbol, without
 * separators. One of the pieces that open a recording: no log, no database and no event may hold it.
 */
export const ComplaintCode = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{20}$/)
  .refine((code) => checkSymbol(code.slice(0, payloadLength)) === code[payloadLength])
  .brand<"ComplaintCode">();
export type ComplaintCode = z.infer<typeof ComplaintCode>;

/** Makes a code of at least 19 random bytes; five bits of each are used. */
export function complaintCodeOf(random: Uint8Array): ComplaintCode {
  if (random.length < payloadLength) throw new RangeError("A complaint code takes 19 random bytes");
  const payload = Array.from(random.subarray(0, payloadLength), (byte) => alphabet[byte & 31]).join("");
  return ComplaintCode.parse(payload + checkSymbol(payload));
}

/** What a person typed or scanned: any case, spaces and hyphens, O for 0, I and L for 1. Undefined when it is no code. */
export function readComplaintCode(text: string): ComplaintCode | undefined {
  const plain = text.replace(/[\s-]/g, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  const parsed = ComplaintCode.safeParse(plain);
  return parsed.success ? parsed.data : undefined;
}

/** For reading and printing: five groups of four. */
export function formatComplaintCode(code: ComplaintCode): string {
  return (code.match(/.{4}/g) ?? []).join("-");
}

/** Luhn's algorithm modulo 32: finds every wrong symbol and nearly every swap of neighbours. */
function checkSymbol(payload: string): string | undefined {
  let sum = 0;
  for (const [at, symbol] of [...payload].reverse().entries()) {
    const doubled = alphabet.indexOf(symbol) * (at % 2 === 0 ? 2 : 1);
    sum += Math.floor(doubled / alphabet.length) + (doubled % alphabet.length);
  }
  return alphabet[(alphabet.length - (sum % alphabet.length)) % alphabet.length];
}
