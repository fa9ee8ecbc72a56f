import { createPublicKey } from "node:crypto";
import { verifyCheckpoint } from "@sigstore/verify/dist/tlog/checkpoint.js";
import { verifyMerkleInclusion } from "@sigstore/verify/dist/tlog/merkle.js";
import { expect, test } from "vitest";
import { formatCheckpoint } from "./checkpoint.ts";
import { leafHash } from "./merkle-hash.ts";
import { inclusionProof, treeRoot } from "./merkle-proofs.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { cosign, signNote } from "./note-signer.ts";
import { formatNote } from "./signed-note.ts";
import { memoryTree } from "./testing/memory-tree.ts";
import { testSigner } from "./testing/test-signers.ts";
import { verifyInclusion } from "./verify-inclusion.ts";
import { utf8 } from "./web-crypto.ts";

/** Holds checkpoints and inclusion proofs against other people's verifier. It knows no consistency proofs and no cosignatures. */
const { sha256 } = nodeChecks;
const signer = await testSigner("log", "log.example/test");
const witness = await testSigner("witness", "witness.example/w1");
const entries = Array.from({ length: 260 }, (_, at) => utf8(`entry ${at}`));
const tree = await memoryTree(entries, nodeChecks);
const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), signer.key.publicKey]);
const trusted = [
  {
    logID: Buffer.from(signer.key.keyId, "hex"),
    publicKey: createPublicKey({ key: spki, format: "der", type: "spki" }),
    baseURL: "https://log.example/test",
    validFor: { start: new Date(0), end: new Date(8e12) },
  },
];

type Entry = Parameters<typeof verifyMerkleInclusion>[0];

async function entryFor(index: number, size: number): Promise<Entry> {
  const root = await treeRoot(size, tree, sha256);
  const text = formatCheckpoint({ origin: signer.key.name, size, root });
  const signatures = [await signNote(text, signer), await cosign(text, 1_700_000_000_000, witness)];
  const hashes = (await inclusionProof(index, size, tree, sha256)).map((hash) => Buffer.from(hash));
  const checkpoint = { envelope: formatNote({ text, signatures }) };
  const proof = { logIndex: String(index), treeSize: String(size), rootHash: Buffer.from(root), hashes, checkpoint };
  return { canonicalizedBody: Buffer.from(entries[index] as Uint8Array), inclusionProof: proof } as unknown as Entry;
}

/** What both say of a proof: theirs, ours. */
async function verdicts(entry: Entry, index: number, size: number): Promise<boolean[]> {
  const checkpoint = verifyCheckpoint(entry, trusted);
  const claim = {
    leafHash: await leafHash(entry.canonicalizedBody, sha256),
    index,
    size,
    root: await treeRoot(size, tree, sha256),
    proof: entry.inclusionProof.hashes.map((hash) => new Uint8Array(hash)),
  };
  const theirs = () => verifyMerkleInclusion(entry, checkpoint);
  return [await holds(async () => theirs()), await holds(() => verifyInclusion(claim, sha256))];
}

async function holds(check: () => Promise<void>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch (error) {
    expect((error as Error).name).toMatch(/^(VerificationError|TransparencyLogError)$/);
    return false;
  }
}

test("other people's verifier takes our checkpoints and proofs, and both refuse the same ones", async () => {
  for (const size of [1, 2, 3, 7, 8, 9, 64, 65, 127, 255, 256, 257, 260]) {
    for (const index of new Set([0, 1, size >> 1, size - 2, size - 1].filter((at) => at >= 0 && at < size))) {
      const entry = await entryFor(index, size);
      expect(await verdicts(entry, index, size)).toEqual([true, true]);
      for (const [at, hash] of entry.inclusionProof.hashes.entries()) {
        const flipped = Buffer.from(hash);
        flipped[at] = (flipped[at] as number) ^ 1;
        const { hashes } = entry.inclusionProof;
        for (const mutant of [hashes.with(at, flipped), hashes.toSpliced(at, 1), hashes.toSpliced(at, 0, hash)]) {
          const altered = { ...entry, inclusionProof: { ...entry.inclusionProof, hashes: mutant } } as Entry;
          expect(await verdicts(altered, index, size)).toEqual([false, false]);
        }
      }
    }
  }
});

test("a checkpoint with another size is refused by their verifier, too", async () => {
  const entry = await entryFor(3, 200);
  const envelope = entry.inclusionProof.checkpoint.envelope.replace("\n200\n", "\n201\n");
  const altered = { ...entry, inclusionProof: { ...entry.inclusionProof, checkpoint: { envelope } } } as Entry;
  expect(() => verifyCheckpoint(altered, trusted)).toThrow("invalid checkpoint signature");
});
