import { beforeAll, describe, expect, test } from "vitest";
import { type AuditorKey, generateAuditorKey } from "./auditor-key.ts";
import { type AuditorSet, auditorSetHash, signAuditorSet, verifyAuditorSet } from "./auditor-set.ts";
import { toHex } from "./hex.ts";
import { sampleAuditors, samplePerson, signedBy } from "./testing/sample-auditors.ts";
import { systemRandom } from "./web-crypto.ts";

let keys: readonly AuditorKey[];
let first: AuditorSet;
let newcomer: AuditorKey;
beforeAll(async () => {
  ({ keys, set: first } = await sampleAuditors());
  newcomer = await generateAuditorKey(systemRandom);
});

const refuses = (set: AuditorSet, previous?: AuditorSet) =>
  expect(verifyAuditorSet(set, previous)).rejects.toMatchObject({ code: "auditor_set_invalid" });

/** Version 2, in which a newcomer takes the place of the first auditor. */
async function next(change: Partial<AuditorSet> = {}): Promise<AuditorSet> {
  const auditors = [samplePerson(newcomer, { external: false }), ...first.auditors.slice(1)];
  const previous = await auditorSetHash(first);
  return { ...first, version: 2, previous, auditors, signatures: [], ...change };
}

describe("the first set", () => {
  test("is signed by everybody in it", async () => {
    await verifyAuditorSet(first);
    await refuses({ ...first, signatures: first.signatures.slice(1) });
    const [one] = first.signatures;
    await refuses({ ...first, signatures: [...first.signatures.slice(1), first.signatures[1] as typeof one & object] });
    await refuses({ ...first, thresholds: { complaint: 3, breakGlass: 3 } });
    await refuses(await signedBy({ ...first, version: 2 }, keys));
    await refuses(await signedBy({ ...first, previous: "00".repeat(32) }, keys));
  });

  test.each([
    ["two auditors", 2, 1],
    ["nobody external", 4, 0],
  ])("with %s is none", async (_, count, externals) => {
    await refuses((await sampleAuditors({ count, externals })).set);
  });

  test("counts nobody twice, and knows its keys", async () => {
    const [a, b, ...rest] = first.auditors as [AuditorSet["auditors"][0], AuditorSet["auditors"][0]];
    const resigned = (auditors: AuditorSet["auditors"]) => signedBy({ ...first, auditors }, keys);
    await verifyAuditorSet(await resigned([a, b, ...rest]));
    await refuses(await resigned([a, { ...b, person: a.person }, ...rest]));
    await refuses(await resigned([a, { ...b, signingKey: a.signingKey }, ...rest]));
    await refuses(await resigned([a, a, ...rest]));
    await refuses(await resigned([a, { ...b, publicKey: a.publicKey }, ...rest]));
    await refuses(await resigned([a, { ...b, person: "Erika" }, ...rest]));
  });

  test.each([
    [1, 3],
    [5, 3],
    [2, 2],
    [2, 5],
  ])("with thresholds %i and %i is none", async (complaint, breakGlass) => {
    await refuses((await sampleAuditors({ thresholds: { complaint, breakGlass } })).set);
  });
});

describe("a later set", () => {
  test("is signed by as many of the earlier one as open a complaint", async () => {
    const [a, b, c] = keys as [AuditorKey, AuditorKey, AuditorKey];
    await verifyAuditorSet(await signedBy(await next(), [b, c]), first);
    await verifyAuditorSet(await signedBy(await next(), [a, b]), first);
    await refuses(await signedBy(await next(), [b]), first);
    await refuses(await signedBy(await next(), [b, b]), first);
    await refuses(await signedBy(await next(), [newcomer, b]), first);
    await refuses(await signedBy(await next(), [newcomer, b, c]), first);
  });

  test("follows the one before it and no other", async () => {
    const [, b, c] = keys as [AuditorKey, AuditorKey, AuditorKey];
    const sign = async (change: Partial<AuditorSet>) => signedBy(await next(change), [b, c]);
    await refuses(await sign({ version: 3 }), first);
    await refuses(await sign({ version: 1 }), first);
    await refuses(await sign({ previous: "00".repeat(32) }), first);
    await refuses(await sign({ previous: null }), first);
    const other = await sampleAuditors();
    await refuses(await signedBy(await next({ previous: await auditorSetHash(other.set) }), [b, c]), first);
    await refuses(await sign({}), undefined);
  });

  test("cannot lower its own bar", async () => {
    const strict = await sampleAuditors({ count: 5, thresholds: { complaint: 3, breakGlass: 4 } });
    const lax = {
      ...strict.set,
      version: 2,
      previous: await auditorSetHash(strict.set),
      thresholds: { complaint: 2, breakGlass: 3 },
    };
    await refuses(await signedBy(lax, strict.keys.slice(0, 2)), strict.set);
    await verifyAuditorSet(await signedBy(lax, strict.keys.slice(0, 3)), strict.set);
  });
});

test("a set's hash covers everything but its signatures", async () => {
  const hash = await auditorSetHash(first);
  expect(await auditorSetHash({ ...first, signatures: [] })).toBe(hash);
  expect(await auditorSetHash({ ...first, version: 2 })).not.toBe(hash);
  const [a, ...rest] = first.auditors as [AuditorSet["auditors"][0]];
  expect(await auditorSetHash({ ...first, auditors: [{ ...a, external: !a.external }, ...rest] })).not.toBe(hash);
});

test("a signature by another key under a member's name is refused", async () => {
  const [a] = keys as [AuditorKey];
  const forged = await signAuditorSet(first, { ...newcomer, keyId: a.keyId });
  await refuses({ ...first, signatures: [forged, ...first.signatures.slice(1)] });
  expect(toHex(newcomer.signingKey)).not.toBe(first.auditors[0]?.signingKey);
});
