import type { SecretDestroyed } from "@ferndiagnose/protocol";
import { canonicalBytes, toHex } from "@ferndiagnose/sealed-recording";
import { type Checks, webChecks } from "@ferndiagnose/transparency-log";

/** What the leaf `shred_done` says of the wardens' words: SHA-256 of their canonical JSON, in the order of the certificate. */
export async function receiptsHash(receipts: readonly SecretDestroyed[], checks: Checks = webChecks): Promise<string> {
  return toHex(await checks.sha256(canonicalBytes(receipts)));
}
