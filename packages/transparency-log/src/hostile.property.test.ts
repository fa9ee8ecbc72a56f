import { readFileSync } from "node:fs";
import { amount } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64, toBase64 } from "./base64.ts";
import { openCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { decodeBundle, encodeBundle } from "./entry-bundle.ts";
import { TransparencyLogError } from "./errors.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { formatNote, parseNote } from "./signed-note.ts";
import { isLogPath, TILE_WIDTH, tilePath } from "./tile-path.ts";
import { parseVerifierKey } from "./verifier-key.ts";
import { verifyLogProof } from "./verify-log-proof.ts";
import { formatWitnessRequest, parseWitnessRequest } from "./witness-request.ts";

const vectors = JSON.parse(readFileSync(new URL("../vectors/log.json", import.meta.url), "utf8"));
const logKey = await parseVerifierKey(vectors.logKey);
const witnesses = vectors.witnessKeys.map((key: string, at: number) => ({ name: `w${at}`, key }));
const trust = { origin: "log.example/vectors", logKey: vectors.logKey, witnesses, quorum: 2 };
const numRuns = amount({ quick: 2_000, long: 50_000 });

/** Runs it; whatever is wrong with the input must be said with a code of this package. */
async function survive(work: () => unknown): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof TransparencyLogError)) throw error;
    return false;
  }
}

/** Text that looks like a note, damaged at some places. */
const damaged = (text: string) =>
  fc
    .array(
      fc.record({
        at: fc.nat(text.length),
        cut: fc.nat(4),
        put: fc.oneof(
          fc.string({ maxLength: 4 }),
          fc.constantFrom("\n", "\n\n", "\0", "\r", "— ", "+", "=", " ", "\ud800", "\u2028", "٣", "-", "00"),
        ),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((edits) => edits.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), text));

const anyText = fc.oneof(fc.string({ unit: "binary" }), damaged(vectors.cosigned));

test("notes and checkpoints: refused with a code, or read and written again as they were", async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      await survive(() => expect(formatNote(parseNote(text))).toBe(text));
      await survive(() => parseCheckpoint(text));
      const holds = await survive(() => openCheckpoint(text, { origin: logKey.name, logKey }, nodeChecks));
      // What still opens says what the log signed.
      if (holds) expect(parseNote(text).text).toBe(parseNote(vectors.checkpoint).text);
    }),
    { numRuns },
  );
});

test("verifier keys", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), damaged(vectors.logKey)), async (text) => {
      if (await survive(() => parseVerifierKey(text, nodeChecks.sha256))) expect(text).toBe(vectors.logKey);
    }),
    { numRuns },
  );
});

test("requests to a witness", async () => {
  const request = formatWitnessRequest({ oldSize: 3, proof: [new Uint8Array(32)], checkpoint: vectors.checkpoint });
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), damaged(request)), async (text) => {
      await survive(() => expect(formatWitnessRequest(parseWitnessRequest(text))).toBe(text));
    }),
    { numRuns },
  );
});

test("proofs of leaves: anything at all, and a good one with one value replaced", async () => {
  await verifyLogProof(vectors.proof, trust, nodeChecks);
  const paths = ["leaf", "salt", "details", "index", "inclusion", "checkpoint", "more"];
  const leafPaths = ["version", "type", "at", "commitment", "more"];
  const value = fc.oneof(
    fc.anything(),
    damaged(vectors.cosigned),
    fc.nat(),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("hex")),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.constantFrom("", ...leafPaths), value, async (name, inner, put) => {
      const isInner = inner !== "" && name === "leaf";
      const proof = isInner
        ? { ...vectors.proof, leaf: { ...vectors.proof.leaf, [inner]: put } }
        : { ...vectors.proof, [name]: put };
      const holds = await survive(() => verifyLogProof(proof, trust, nodeChecks));
      if (holds)
        expect(JSON.parse(JSON.stringify(proof))).toMatchObject({ ...vectors.proof, checkpoint: proof.checkpoint });
      await survive(() => verifyLogProof(put, trust, nodeChecks));
    }),
    { numRuns },
  );
});

test("who cosigned is counted by key, and the log does not count", async () => {
  const [first, second] = witnesses;
  const asked = (some: object[], quorum: number) =>
    verifyLogProof(vectors.proof, { ...trust, witnesses: some as typeof witnesses, quorum }, nodeChecks);
  await asked([first], 1);
  await expect(asked([first], 2)).rejects.toMatchObject({ code: "witnesses_too_few" });
  await expect(asked([first, { ...first, name: "again" }], 2)).rejects.toMatchObject({ code: "witnesses_too_few" });
  await expect(asked([first, { name: "log", key: vectors.logKey }], 2)).rejects.toMatchObject({
    code: "key_malformed",
  });
  await asked([second, first], 2);
  const forged = vectors.proof.checkpoint.replace(
    /(w2 \S{30})(\S)/,
    (_: string, head: string, letter: string) => head + (letter === "A" ? "B" : "A"),
  );
  const proof = { ...vectors.proof, checkpoint: forged };
  await expect(verifyLogProof(proof, trust, nodeChecks)).rejects.toMatchObject({ code: "signature_invalid" });
  const foreign = { ...trust, origin: "other.example" };
  await expect(verifyLogProof(vectors.proof, foreign, nodeChecks)).rejects.toMatchObject({ code: "origin_foreign" });
});

test("bundles, base64 and paths are read only as they are written", () => {
  const entries = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(entries, fc.nat(), fc.nat(255), (list, at, put) => {
      const bytes = encodeBundle(list);
      expect(decodeBundle(bytes, list.length)).toEqual(list);
      expect(() => decodeBundle(bytes, list.length + 1)).toThrow(TransparencyLogError);
      expect(() => decodeBundle(bytes.subarray(0, at % bytes.length), list.length)).toThrow(TransparencyLogError);
      const wrong = bytes.slice();
      wrong[at % bytes.length] = put;
      try {
        decodeBundle(wrong, list.length);
      } catch (error) {
        expect(error).toMatchObject({ code: "tile_malformed" });
      }
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), (bytes, text) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      const read = fromBase64(text);
      if (read !== undefined) expect(toBase64(read)).toBe(text);
    }),
  );
  expect(fromBase64("AB==")).toBeUndefined();
  expect(tilePath({ level: 0, index: 1_234_067, width: TILE_WIDTH })).toBe("tile/0/x001/x234/067");
  expect(tilePath({ level: "entries", index: 999, width: 17 })).toBe("tile/entries/999.p/17");
  expect(tilePath({ level: 2, index: 1_000, width: TILE_WIDTH })).toBe("tile/2/x001/000");
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), fc.integer({ min: 1, max: 256 }), fc.nat(63), (index, width, level) => {
      expect(isLogPath(tilePath({ level, index, width }))).toBe(true);
      expect(isLogPath(`/${tilePath({ level, index, width })}`)).toBe(false);
      expect(isLogPath(`${tilePath({ level, index, width })}/../x`)).toBe(false);
    }),
  );
});
