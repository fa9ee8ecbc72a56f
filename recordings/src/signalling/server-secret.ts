import { createHash } from "node:crypto";
import type { SigningKey } from "@ferndiagnose/sealed-recording/node";

/**
 * What this server shows the portal to be known again after a restart, in hexadecimal. It comes from the key that the archive
 * keeps; an Ed25519 signature is always the same (RFC 8032 section 5.1.6), and nobody sees this one.
 */
export function serverSecret(recoveryKey: SigningKey): string {
  return createHash("sha256")
    .update(recoveryKey.sign(Buffer.from("ferndiagnose server secret for the portal")))
    .digest("hex");
}
