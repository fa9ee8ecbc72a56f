import canonicalize from "canonicalize";
import { utf8 } from "./web-crypto.ts";

/** RFC 8785. */
export function canonicalBytes(value: object): Uint8Array {
  return utf8(canonicalize(value) ?? "");
}
