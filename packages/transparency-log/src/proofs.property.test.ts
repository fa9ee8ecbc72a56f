import { amount, figure } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TransparencyLogError } from "./errors.ts";
import { leafHash } from "./merkle-hash.ts";
import { consistencyProof, inclusionProof, type SubtreeHash, treeRoot } from "./merkle-proofs.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { memoryTree } from "./testing/memory-tree.ts";
import { verifyConsistency } from "./verify-consistency.ts";
import { verifyInclusion } from "./verify-inclusion.ts";
import { utf8 } from "./web-crypto.ts";

const { sha256 } = nodeChecks;
const largest = 300;
const entries = Array.from({ length: largest }, (_, at) => utf8(`entry ${at}`));
const tree = await memoryTree(entries, nodeChecks);
const roots = await Promise.all(Array.from({ length: largest + 1 }, (_, size) => treeRoot(size, tree, sha256)));
const rootOf = (size: number) => roots[size] as Uint8Array;
const hashes = await Promise.all(entries.map((entry) => leafHash(entry, sha256)));
const hashAt = (index: number) => hashes[index] as Uint8Array;

const sizeAndIndex = fc
  .integer({ min: 1, max: largest })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }));
const twoSizes = fc
  .integer({ min: 0, max: largest })
  .chain((size) => fc.record({ size: fc.constant(size), old: fc.integer({ min: 0, max: size }) }));
const numRuns = amount({ quick: 300, long: 10_000 });

async function expectRefused(work: Promise<void>, code: string): Promise<void> {
  await expect(work).rejects.toSatisfy((error) => error instanceof TransparencyLogError && error.code === code);
}

/** Every way in which a list of hashes can be off by one thing. */
function mutations(proof: readonly Uint8Array[], other: Uint8Array): Uint8Array[][] {
  const changed = proof.flatMap((hash, at) => {
    const bits = [0, 100, 255].map((bit) => {
      const flipped = hash.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      return proof.with(at, flipped);
    });
    return [
      ...bits,
      proof.with(at, other),
      [...proof.slice(0, at), ...proof.slice(at + 1)],
      proof.toSpliced(at, 0, hash),
    ];
  });
  const swapped = proof.slice(1).map((hash, at) => proof.with(at, hash).with(at + 1, proof[at] as Uint8Array));
  const distinct = swapped.filter((one) => one.some((hash, at) => hash !== proof[at]));
  return [...changed, ...distinct, [...proof, other], [other, ...proof]];
}

test("every inclusion proof verifies, and no mutation of it does", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(sizeAndIndex, fc.uint8Array({ minLength: 32, maxLength: 32 }), async ({ size, index }, other) => {
      const proof = await inclusionProof(index, size, tree, sha256);
      const claim = { leafHash: hashAt(index), index, size, root: rootOf(size), proof };
      await verifyInclusion(claim, sha256);
      const wrong = [
        ...mutations(proof, other).map((mutant) => ({ ...claim, proof: mutant })),
        { ...claim, leafHash: other },
        { ...claim, root: other },
        ...[-1, 0.5, size, Number.NaN, 2 ** 53].map((bad) => ({ ...claim, index: bad })),
        ...[index - 1, index + 1].map((bad) => ({ ...claim, index: bad })),
      ];
      for (const mutant of wrong) await expectRefused(verifyInclusion(mutant, sha256), "inclusion_invalid");
      refused += wrong.length;
    }),
    { numRuns },
  );
  figure("inclusion proofs: mutations refused", refused);
});

test("every consistency proof verifies, and no mutation of it does", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(twoSizes, fc.uint8Array({ minLength: 32, maxLength: 32 }), async ({ size, old }, other) => {
      const proof = await consistencyProof(old, size, tree, sha256);
      const claim = { old: { size: old, root: rootOf(old) }, next: { size, root: rootOf(size) }, proof };
      await verifyConsistency(claim, sha256);
      const wrong = [
        ...mutations(proof, other).map((mutant) => ({ ...claim, proof: mutant })),
        { ...claim, old: { ...claim.old, root: other } },
        ...(old === 0 ? [] : [{ ...claim, next: { size, root: other } }]),
        ...[-1, 0.5, Number.NaN, size + 1].map((bad) => ({ ...claim, old: { ...claim.old, size: bad } })),
      ];
      for (const mutant of wrong) await expectRefused(verifyConsistency(mutant, sha256), "consistency_invalid");
      refused += wrong.length;
    }),
    { numRuns },
  );
  figure("consistency proofs: mutations refused", refused);
});

test("no pair of sizes is proven by the proof of another pair", async () => {
  const sizes = Array.from({ length: 18 }, (_, size) => size).filter((size) => size > 0);
  for (const old of sizes) {
    for (const size of sizes.filter((one) => one > old)) {
      const proof = await consistencyProof(old, size, tree, sha256);
      for (const otherOld of sizes.filter((one) => one !== old && one < size)) {
        const claim = { old: { size: otherOld, root: rootOf(otherOld) }, next: { size, root: rootOf(size) }, proof };
        await expectRefused(verifyConsistency(claim, sha256), "consistency_invalid");
      }
    }
  }
});

test("a history that differs in one old leaf continues nothing", async () => {
  await fc.assert(
    fc.asyncProperty(sizeAndIndex, fc.integer({ min: 1, max: 40 }), async ({ size, index }, more) => {
      const forkedEntries = Array.from({ length: size + more }, (_, at) =>
        utf8(at === index ? "other" : `entry ${at}`),
      );
      const fork: SubtreeHash = await memoryTree(forkedEntries, nodeChecks);
      const next = { size: size + more, root: await treeRoot(size + more, fork, sha256) };
      const proof = await consistencyProof(size, size + more, fork, sha256);
      const claim = { old: { size, root: rootOf(size) }, next, proof };
      await expectRefused(verifyConsistency(claim, sha256), "consistency_invalid");
    }),
    { numRuns: amount({ quick: 40, long: 2_000 }) },
  );
});

test("proofs are asked for only of trees that are there", async () => {
  for (const [index, size] of [
    [0, 0],
    [5, 5],
    [-1, 5],
    [0.5, 5],
    [0, Number.NaN],
    [0, 2 ** 53],
  ] as const) {
    await expect(inclusionProof(index, size, tree, sha256)).rejects.toMatchObject({ code: "range_invalid" });
  }
  for (const [old, size] of [
    [6, 5],
    [-1, 5],
    [0.5, 5],
    [0, -1],
  ] as const) {
    await expect(consistencyProof(old, size, tree, sha256)).rejects.toMatchObject({ code: "range_invalid" });
  }
});
