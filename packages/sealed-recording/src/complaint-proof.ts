import { concatBytes } from "./bytes.ts";
import type { Header } from "./header.ts";
import { fromHex, toHex } from "./hex.ts";
import { label } from "./label.ts";
import { ComplaintLock } from "./lock-schemas.ts";
import { matches } from "./salted-hash.ts";
import { hkdf, utf8 } from "./web-crypto.ts";

/**
 * Shows that somebody has a recording's complaint code without showing the code: 32 bytes in hexadecimal. Good for this
 * recording only, and of no use for opening it.
 */
export async function complaintProof(complaintCode: string, recordingId: string): Promise<string> {
  return toHex(await proofBytes(complaintCode, recordingId));
}

/** Whether the proof was made from this recording's complaint code. False for a recording without a complaint lock. */
export async function checkComplaintProof(header: Header, proof: string): Promise<boolean> {
  const lock = complaintLockOf(header);
  if (lock === undefined || !/^[0-9a-f]{64}$/.test(proof)) return false;
  return matches("code hash", lock.code, fromHex(proof));
}

/** Undefined for a recording without one. */
export function complaintLockOf(header: Header): ComplaintLock | undefined {
  return header.locks.map((each) => ComplaintLock.safeParse(each).data).find((each) => each !== undefined);
}

export function proofBytes(complaintCode: string, recordingId: string): Promise<Uint8Array> {
  return hkdf(utf8(complaintCode), concatBytes(label("complaint proof"), fromHex(recordingId)));
}
