import { combine, split } from "shamir-secret-sharing";
import type { Random } from "./web-crypto.ts";

export interface SplitSecret {
  readonly secret: Uint8Array;
  /** 33 bytes each. */
  readonly shares: readonly Uint8Array[];
}

/** Draws 32 bytes and splits them: `threshold` of the `count` shares give them back. The library draws the coefficients itself. */
export async function drawAndSplit(count: number, threshold: number, random: Random): Promise<SplitSecret> {
  const secret = plainArray(random(32));
  return { secret, shares: await split(secret, count, threshold) };
}

export function wipe({ secret, shares }: SplitSecret): void {
  for (const bytes of [secret, ...shares]) bytes.fill(0);
}

/** The caller has checked the shares: for wrong or too few of them this returns garbage. */
export async function combineShares(shares: readonly Uint8Array[]): Promise<Uint8Array> {
  return combine(shares.map(plainArray));
}

/** The same memory as a plain Uint8Array: `shamir-secret-sharing` refuses Node's Buffer. */
function plainArray(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
