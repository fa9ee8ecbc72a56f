import { createHmac } from "node:crypto";
import { Pseudonym } from "@ferndiagnose/protocol";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * What stands for a technician's account in archives and on receipts: 40 bits of an HMAC-SHA-256 (RFC 2104). Without the
 * secret nobody can go through the names; the label keeps it apart from the session keys' HMACs under the same secret.
 */
export function pseudonymOf(accountName: string, secret: Uint8Array): Pseudonym {
  const mac = createHmac("sha256", secret).update(`technician\0${accountName}`, "utf8").digest();
  const bits = mac.readUIntBE(0, 5);
  const letters = Array.from({ length: 8 }, (_, at) => base32.charAt(Math.floor(bits / 32 ** (7 - at)) % 32));
  return Pseudonym.parse(`${letters.slice(0, 4).join("")}-${letters.slice(4).join("")}`);
}
