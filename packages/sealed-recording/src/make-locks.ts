import type { AuditorSet } from "./auditor-set.ts";
import { proofBytes } from "./complaint-proof.ts";
import type { BareHeader } from "./header.ts";
import { fromHex } from "./hex.ts";
import type { BreakGlassLock, ComplaintLock } from "./lock-schemas.ts";
import { lockRoot } from "./locked-root.ts";
import { saltedHash } from "./salted-hash.ts";
import { sealForAuditor, sealShares, shareInfo } from "./sealed-shares.ts";
import type { SplitSecret } from "./shamir.ts";
import type { Random } from "./web-crypto.ts";

/** What a lock locks, and what the recording server was given for locking it. None of it is kept. */
export interface LockInput {
  readonly root: Uint8Array;
  readonly shredSecret: Uint8Array;
  readonly complaintCode: string;
}

/** Section 4. Deterministic but for `random`: the auditors' secret is already split. */
export async function makeComplaintLock(
  header: BareHeader,
  { auditors }: AuditorSet,
  { secret, shares }: SplitSecret,
  { root, shredSecret, complaintCode }: LockInput,
  random: Random,
): Promise<ComplaintLock> {
  const name = "complaint";
  const proof = await proofBytes(complaintCode, header.recordingId);
  return {
    kind: name,
    version: 1,
    name,
    lockedRoot: await lockRoot(header, name, { auditors: secret, shredSecret, complaintCode }, root),
    shares: await sealShares(header, name, publicKeys(auditors), shares, random),
    shredSecret: await saltedHash("secret hash", shredSecret, random),
    code: await saltedHash("code hash", proof, random),
  };
}

/** As `makeComplaintLock`; `external` is the 32-byte factor that every external auditor gets. */
export async function makeBreakGlassLock(
  header: BareHeader,
  { auditors }: AuditorSet,
  { secret, shares }: SplitSecret,
  external: Uint8Array,
  { root, shredSecret }: Omit<LockInput, "complaintCode">,
  random: Random,
): Promise<BreakGlassLock> {
  const name = "break-glass";
  const sealedShares = await sealShares(header, name, publicKeys(auditors), shares, random);
  const externals: BreakGlassLock["externals"] = [];
  for (const { index, keyId, publicKey } of sealedShares) {
    if (auditors[index - 1]?.external !== true) continue;
    const info = shareInfo("external", header, index, name);
    externals.push({ index, keyId, ...(await sealForAuditor(info, fromHex(publicKey), external, random)) });
  }
  return {
    kind: name,
    version: 1,
    name,
    lockedRoot: await lockRoot(header, name, { auditors: secret, external, shredSecret }, root),
    shares: sealedShares,
    externals,
    external: await saltedHash("external hash", external, random),
    shredSecret: await saltedHash("secret hash", shredSecret, random),
  };
}

function publicKeys(auditors: AuditorSet["auditors"]): Uint8Array[] {
  return auditors.map(({ publicKey }) => fromHex(publicKey));
}
