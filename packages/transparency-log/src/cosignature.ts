import { concatBytes } from "./bytes.ts";
import { TransparencyLogError } from "./errors.ts";
import { utf8 } from "./web-crypto.ts";

/** C2SP tlog-cosignature, Ed25519: eight bytes of POSIX time in front of the signature. */
const timeBytes = 8;

/** What a witness signs: the time and the whole text of the checkpoint. */
export function cosignatureMessage(checkpointText: string, timeS: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timeS}\n${checkpointText}`);
}

export function formatCosignature(timeS: number, signature: Uint8Array): Uint8Array {
  const time = new Uint8Array(timeBytes);
  const view = new DataView(time.buffer);
  view.setUint32(0, Math.floor(timeS / 2 ** 32));
  view.setUint32(4, timeS >>> 0);
  return concatBytes(time, signature);
}

/** Throws `signature_invalid` where there is no time, or one that no clock shows. */
export function readCosignature(signature: Uint8Array): { readonly timeS: number; readonly bytes: Uint8Array } {
  const view = new DataView(signature.buffer, signature.byteOffset, signature.byteLength);
  const timeS = signature.length < timeBytes ? 0 : view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  if (timeS < 1 || timeS > 2 ** 40) throw new TransparencyLogError("signature_invalid", { about: "time" });
  return { timeS, bytes: signature.subarray(timeBytes) };
}
