import { z } from "zod";
import { equalBytes, fromHex } from "./bytes.ts";
import { openCheckpoint, type SignedCheckpoint } from "./checkpoint.ts";
import { TransparencyLogError } from "./errors.ts";
import { canonicalJson, leafCommitment } from "./leaf-commitment.ts";
import { leafHash } from "./merkle-hash.ts";
import { findSignature, parseVerifierKey } from "./verifier-key.ts";
import { verifyInclusion } from "./verify-inclusion.ts";
import { type Checks, webChecks } from "./web-crypto.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** The form of the protocol's `LogProof`; which types of leaf there are, and what their details must be, is the caller's to check. */
const ProvenLeaf = z.strictObject({
  leaf: z.strictObject({
    version: z.literal(1),
    type: z.string().regex(/^[a-z_]{1,32}$/),
    at: z.int().min(0),
    commitment: hash,
  }),
  salt: hash,
  details: z.record(
    z.string().regex(/^[a-zA-Z]{1,32}$/),
    z.union([z.string().max(2_000), z.int(), z.boolean(), z.null()]),
  ),
  index: z.int().min(0),
  inclusion: z.array(hash).max(64),
  checkpoint: z.string().max(16_384),
});
export type ProvenLeaf = z.infer<typeof ProvenLeaf>;

/** Whom the verifier believes: the log's key, and witnesses of whom at least `quorum` must have cosigned. Keys are vkeys. */
export interface LogTrust {
  readonly origin: string;
  readonly logKey: string;
  readonly witnesses: readonly { readonly name: string; readonly key: string }[];
  readonly quorum: number;
}

export interface LogVerdict {
  /** Size of the tree that the checkpoint vouches for. */
  readonly size: number;
  readonly root: Uint8Array;
  /** The known witnesses that cosigned, by their name in the trust, and when by their clocks. */
  readonly witnesses: readonly { readonly name: string; readonly timeMs: number }[];
}

/**
 * Checks that the leaf commits to its details, stands in the log, and that the log's head is signed by the log and cosigned by
 * enough witnesses. Asks nobody. Throws `TransparencyLogError` with the first reason against it.
 */
export async function verifyLogProof(proof: unknown, trust: LogTrust, checks: Checks = webChecks): Promise<LogVerdict> {
  const parsed = ProvenLeaf.safeParse(proof);
  if (!parsed.success) throw new TransparencyLogError("proof_malformed", { cause: parsed.error });
  const { leaf, salt, details, index, inclusion, checkpoint: text } = parsed.data;
  const commitment = await leafCommitment(fromHex(salt), details, checks.sha256);
  if (!equalBytes(commitment, fromHex(leaf.commitment))) throw new TransparencyLogError("commitment_wrong");
  const logKey = await parseVerifierKey(trust.logKey, checks.sha256);
  const opened = await openCheckpoint(text, { origin: trust.origin, logKey }, checks);
  const { size, root } = opened.checkpoint;
  const entryHash = await leafHash(canonicalJson(leaf), checks.sha256);
  await verifyInclusion({ leafHash: entryHash, index, size, root, proof: inclusion.map(fromHex) }, checks.sha256);
  return { size, root, witnesses: await requireWitnesses(opened, trust, checks) };
}

/** The cosignatures by witnesses of the trust. Throws `witnesses_too_few`, and `signature_invalid` on a forged one. */
export async function requireWitnesses(
  { note }: SignedCheckpoint,
  trust: Pick<LogTrust, "witnesses" | "quorum">,
  checks: Checks = webChecks,
): Promise<{ name: string; timeMs: number }[]> {
  const found = new Map<string, { name: string; timeMs: number }>();
  for (const { name, key } of trust.witnesses) {
    const witness = await parseVerifierKey(key, checks.sha256);
    // A log cannot be its own witness: only keys of the cosignature kind count, and each public key once.
    if (witness.kind !== "witness") throw new TransparencyLogError("key_malformed", { about: name });
    const signature = await findSignature(note, witness, checks);
    if (signature?.timeMs === undefined) continue;
    found.set(String(witness.publicKey), { name, timeMs: signature.timeMs });
  }
  if (found.size < trust.quorum) {
    throw new TransparencyLogError("witnesses_too_few", { about: `${found.size} of ${trust.quorum}` });
  }
  return [...found.values()];
}
