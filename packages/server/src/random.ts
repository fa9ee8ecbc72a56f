import { randomBytes } from "node:crypto";

/** Bytes from a cryptographically secure source. */
export type Random = (length: number) => Uint8Array;

export const systemRandom: Random = (length) => new Uint8Array(randomBytes(length));
