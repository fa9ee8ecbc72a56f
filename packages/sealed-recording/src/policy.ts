import { z } from "zod";
import { concatBytes } from "./bytes.ts";
import { canonicalBytes } from "./canonical-json.ts";
import { SealedRecordingError } from "./errors.ts";
import { hexOf } from "./hex-schema.ts";
import { label } from "./label.ts";
import { type Hashing, webChecks } from "./web-crypto.ts";

const LockPolicy = z.looseObject({
  kind: z.string().regex(/^[a-z-]{1,32}$/),
  name: z.string().regex(/^[a-z0-9-]{1,32}$/),
  /** How many of the auditors must come together. */
  threshold: z.int().min(2).max(255),
  /** Key ids. */
  auditors: z.array(hexOf(16)).min(2).max(255),
  /** Those of them of whom one at least must be among those who come. */
  externals: z.array(hexOf(16)).min(1).max(255).optional(),
});
export type LockPolicy = z.infer<typeof LockPolicy>;

/** Who may open a recording together, and for how long it exists. Its hash is bound into every lock. */
export const Policy = z.strictObject({
  version: z.literal(1),
  retentionDays: z.int().min(1).max(3650),
  /** The auditor set of which the locks were made. */
  auditorSet: z.strictObject({ version: z.int().min(1), hash: hexOf(32) }),
  locks: z.array(LockPolicy).min(1).max(16),
});
export type Policy = z.infer<typeof Policy>;

/** What the schema cannot say: thresholds can be reached, and nobody counts twice. Throws `header_invalid`. */
export function assertPolicy(policy: Policy): void {
  const names = policy.locks.map((lock) => lock.name);
  const isSubset = (some: readonly string[], all: readonly string[]) => some.every((keyId) => all.includes(keyId));
  const isDistinct = (keyIds: readonly string[]) => new Set(keyIds).size === keyIds.length;
  const reachable = policy.locks.every(
    ({ threshold, auditors, externals = [] }) =>
      isDistinct(auditors) && threshold <= auditors.length && isDistinct(externals) && isSubset(externals, auditors),
  );
  if (!Policy.safeParse(policy).success || !reachable || new Set(names).size !== names.length) {
    throw new SealedRecordingError("header_invalid", { seq: 0 });
  }
}

export async function policyHash(policy: Policy, checks: Hashing = webChecks): Promise<Uint8Array> {
  return checks.sha256(concatBytes(label("policy"), canonicalBytes(policy)));
}
