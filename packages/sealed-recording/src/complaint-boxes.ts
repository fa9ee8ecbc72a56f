import { concatBytes } from "./bytes.ts";
import { complaintLockOf } from "./complaint-proof.ts";
import type { Header } from "./header.ts";
import { fromHex } from "./hex.ts";
import { type SealedBox, sealTo } from "./sealed-box.ts";
import { type Random, utf8 } from "./web-crypto.ts";

/** The complaint code for one auditor, who is named by the number of their key. */
export interface ComplaintBox {
  readonly auditor: string;
  readonly box: SealedBox;
}

/**
 * Seals the complaint code to each auditor of the recording, in the context `complaint code for auditor`: what a complaint carries
 * instead of the code. Undefined for a recording without a complaint lock. The caller has checked that the header is signed.
 */
export async function sealComplaintCode(
  header: Header,
  complaintCode: string,
  random: Random,
): Promise<ComplaintBox[] | undefined> {
  const lock = complaintLockOf(header);
  if (lock === undefined) return undefined;
  return Promise.all(
    lock.shares.map(async ({ keyId, publicKey }) => {
      const binding = concatBytes(fromHex(header.recordingId), fromHex(keyId));
      const plain = utf8(complaintCode);
      return {
        auditor: keyId,
        box: await sealTo(fromHex(publicKey), "complaint code for auditor", binding, plain, random),
      };
    }),
  );
}
