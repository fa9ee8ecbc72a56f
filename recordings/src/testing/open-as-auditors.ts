import type { ComplaintCode } from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  type Header,
  openLock,
  type RecordedItem,
  SealedRecordingError,
  unsealShare,
} from "@ferndiagnose/sealed-recording";
import type { Random } from "../ports.ts";
import { testRandom } from "./test-ports.ts";

/** The root key, from what the auditors, the customer and (in place of a warden) the memory of the test hold. */
export async function rootOf(
  header: Header,
  auditors: readonly AuditorKey[],
  complaintCode: ComplaintCode,
  secrets: Iterable<Uint8Array>,
): Promise<Uint8Array> {
  const shares = await Promise.all(auditors.map((key) => unsealShare(header, key, "complaint")));
  for (const shredSecret of secrets) {
    try {
      return await openLock(header, { lock: "complaint", shares, shredSecret, complaintCode });
    } catch (error) {
      if (!(error instanceof SealedRecordingError) || error.code !== "secret_wrong") throw error;
    }
  }
  throw new Error("None of these was the recording's shred secret");
}

/** Real randomness that remembers what a shred secret could be, as no program of ours does. */
export class RememberingRandom {
  readonly secrets: Uint8Array[] = [];

  readonly random: Random = (length) => {
    const bytes = testRandom(length);
    if (length === 32) this.secrets.push(bytes.slice());
    return bytes;
  };
}

export function textOf({ payload }: RecordedItem): unknown {
  return JSON.parse(new TextDecoder().decode(payload));
}
