import { concatBytes } from "./bytes.ts";
import { label } from "./label.ts";

let prefix: Uint8Array | undefined;

/** What is hashed to get `h_i`, the head of the chain, of a frame's or the header's digest and its signature; section 6. */
export function chainLink(digest: Uint8Array, signature: Uint8Array): Uint8Array {
  prefix ??= label("link");
  return concatBytes(prefix, digest, signature);
}
