import { concatBytes } from "./bytes.ts";
import { toHex } from "./hex.ts";
import { label } from "./label.ts";
import { hkdf, utf8 } from "./web-crypto.ts";

/**
 * Shows the portal that somebody has a session's receipt, without showing the complaint code on it: 32 bytes in hexadecimal.
 * Good for this session's own data and consent only; it neither complains nor opens anything (see `complaintProof`).
 */
export async function receiptProof(complaintCode: string, sessionId: string): Promise<string> {
  return toHex(await hkdf(utf8(complaintCode), concatBytes(label("receipt proof"), utf8(sessionId))));
}
