import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex, toHex } from "./bytes.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { leafHash } from "./merkle-hash.ts";
import { consistencyProof, inclusionProof, treeRoot } from "./merkle-proofs.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { signerFromSeed } from "./node/signer-from-seed.ts";
import { cosign, signNote } from "./note-signer.ts";
import { formatNote, parseNote } from "./signed-note.ts";
import { memoryTree } from "./testing/memory-tree.ts";
import { findSignature, formatVerifierKey, parseVerifierKey } from "./verifier-key.ts";
import { verifyConsistency } from "./verify-consistency.ts";
import { verifyInclusion } from "./verify-inclusion.ts";
import { verifyLogProof } from "./verify-log-proof.ts";
import { webChecks } from "./web-crypto.ts";

interface Vectors {
  logSeed: string;
  witnessSeeds: string[];
  logKey: string;
  witnessKeys: string[];
  cosignedAtS: number[];
  entries: string[];
  roots: string[];
  inclusion: string[][][];
  consistency: string[][][];
  checkpoint: string;
  cosigned: string;
  proof: object;
}

/** Made by vectors/make_vectors.py, which shares no code with this package. */
const vectors = JSON.parse(readFileSync(new URL("../vectors/log.json", import.meta.url), "utf8")) as Vectors;
const entries = vectors.entries.map(fromHex);
const roots = vectors.roots.map(fromHex);
const rootOf = (size: number) => roots[size] as Uint8Array;
const tree = await memoryTree(entries);
const sizes = roots.map((_, size) => size);

test.each([
  ["WebCrypto", webChecks],
  ["Node", nodeChecks],
])("roots, inclusion and consistency are those of the second implementation (%s)", async (_name, { sha256 }) => {
  for (const size of sizes) {
    expect(await treeRoot(size, tree, sha256)).toEqual(rootOf(size));
    for (const [index, expected] of (vectors.inclusion[size] ?? []).entries()) {
      const proof = await inclusionProof(index, size, tree, sha256);
      expect(proof.map(toHex)).toEqual(expected);
      const hash = await leafHash(entries[index] as Uint8Array, sha256);
      await verifyInclusion({ leafHash: hash, index, size, root: rootOf(size), proof }, sha256);
    }
    for (const [old, expected] of (vectors.consistency[size] ?? []).entries()) {
      const proof = await consistencyProof(old, size, tree, sha256);
      expect(proof.map(toHex)).toEqual(expected);
      await verifyConsistency(
        { old: { size: old, root: rootOf(old) }, next: { size, root: rootOf(size) }, proof },
        sha256,
      );
    }
  }
});

test("keys, checkpoint and cosignatures are written byte for byte the same", async () => {
  const log = await signerFromSeed("log", "log.example/vectors", fromHex(vectors.logSeed));
  expect(formatVerifierKey(log.key)).toBe(vectors.logKey);
  const { text } = parseNote(vectors.checkpoint);
  const signatures = [await signNote(text, log)];
  expect(formatNote({ text, signatures })).toBe(vectors.checkpoint);
  for (const [at, seed] of vectors.witnessSeeds.entries()) {
    const witness = await signerFromSeed("witness", `witness.example/w${at + 1}`, fromHex(seed));
    expect(formatVerifierKey(witness.key)).toBe(vectors.witnessKeys[at]);
    signatures.push(await cosign(text, (vectors.cosignedAtS[at] ?? 0) * 1000 + 999, witness));
  }
  expect(formatNote({ text, signatures })).toBe(vectors.cosigned);
});

test("its checkpoint and its proof verify", async () => {
  const logKey = await parseVerifierKey(vectors.logKey);
  const { checkpoint, note } = await openCheckpoint(vectors.cosigned, { origin: logKey.name, logKey });
  expect(checkpoint).toMatchObject({ size: 13, root: rootOf(13), extensions: [] });
  const [first = ""] = vectors.witnessKeys;
  expect(await findSignature(note, await parseVerifierKey(first))).toEqual({ timeMs: 1_700_000_001_000 });
  const witnesses = vectors.witnessKeys.map((key, at) => ({ name: `w${at}`, key }));
  const verdict = await verifyLogProof(vectors.proof, {
    origin: logKey.name,
    logKey: vectors.logKey,
    witnesses,
    quorum: 2,
  });
  expect(verdict.witnesses).toEqual([
    { name: "w0", timeMs: 1_700_000_001_000 },
    { name: "w1", timeMs: 1_700_000_002_000 },
  ]);
});
