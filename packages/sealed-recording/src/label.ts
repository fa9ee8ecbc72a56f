import { concatBytes } from "./bytes.ts";
import { utf8 } from "./web-crypto.ts";

/** `LABEL(text)` of section 1: no two uses of a key or hash share a beginning. */
export function label(text: string): Uint8Array {
  return utf8(`FDR1 ${text}\0`);
}

/** What is signed for a recording in the given context; section 6. Whoever checks a heartbeat or an anchor builds it with this. */
export function signedMessage(context: string, recordingId: Uint8Array, bytes: Uint8Array): Uint8Array {
  return concatBytes(label(context), recordingId, bytes);
}
