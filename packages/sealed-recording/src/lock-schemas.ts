import { z } from "zod";
import { hexOf } from "./hex-schema.ts";
import { SaltedHash } from "./salted-hash.ts";

/** Locks as they stand in a header; section 4 of the specification. */
const shares = z.array(
  z.strictObject({
    index: z.int().min(1).max(255),
    keyId: hexOf(16),
    publicKey: hexOf(32),
    enc: hexOf(32),
    ciphertext: hexOf(49),
    ...SaltedHash.shape,
  }),
);
export type SealedShares = z.infer<typeof shares>;

const common = { version: z.literal(1), lockedRoot: hexOf(48), shares };

/** Auditors, the shred secret and the customer's complaint code together. */
export const ComplaintLock = z.strictObject({
  ...common,
  kind: z.literal("complaint"),
  name: z.literal("complaint"),
  shredSecret: SaltedHash,
  code: SaltedHash,
});
export type ComplaintLock = z.infer<typeof ComplaintLock>;

/** More auditors, one of them external, and the shred secret. */
export const BreakGlassLock = z.strictObject({
  ...common,
  kind: z.literal("break-glass"),
  name: z.literal("break-glass"),
  externals: z.array(
    z.strictObject({ index: z.int().min(1).max(255), keyId: hexOf(16), enc: hexOf(32), ciphertext: hexOf(48) }),
  ),
  external: SaltedHash,
  shredSecret: SaltedHash,
});
export type BreakGlassLock = z.infer<typeof BreakGlassLock>;

export type Lock = ComplaintLock | BreakGlassLock;
export type LockName = Lock["name"];

/** The smallest number of auditors who may open it. */
export const leastThreshold: Record<LockName, number> = { complaint: 2, "break-glass": 3 };
