import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type AuditorKey, generateAuditorKey } from "./auditor-key.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { toHex } from "./hex.ts";
import { signingKeyFromSeed } from "./node/signing-key.ts";
import { signStatement, statementBytes, verifyStatement } from "./statement.ts";
import { systemRandom } from "./web-crypto.ts";

let key: AuditorKey;
beforeAll(async () => {
  key = await generateAuditorKey(systemRandom);
});

test("a statement holds for its type, value and signer, in whatever order its members stand", async () => {
  const signature = await signStatement("approval", { b: 1, a: "ä" }, key);
  const publicKey = toHex(key.signingKey);
  expect(await verifyStatement("approval", { a: "ä", b: 1 }, signature, publicKey)).toBe(true);
  expect(await verifyStatement("approvals", { a: "ä", b: 1 }, signature, publicKey)).toBe(false);
  expect(await verifyStatement("approval", { a: "ä", b: 2 }, signature, publicKey)).toBe(false);
  expect(await verifyStatement("approval", { a: "ä", b: 1, c: null }, signature, publicKey)).toBe(false);
  const other = await generateAuditorKey(systemRandom);
  expect(await verifyStatement("approval", { a: "ä", b: 1 }, signature, toHex(other.signingKey))).toBe(false);
});

test("what is no signature or no key verifies nothing", async () => {
  const value = { a: 1 };
  const signature = await signStatement("approval", value, key);
  const publicKey = toHex(key.signingKey);
  const last = signature.at(-1) as string;
  const sameBitsOtherSpelling = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const respelled = signature.slice(0, -1) + sameBitsOtherSpelling[sameBitsOtherSpelling.indexOf(last) + 1];
  for (const wrong of ["", "A".repeat(86), `${signature}==`, `${signature}A`, respelled, "ü".repeat(86)]) {
    expect(await verifyStatement("approval", value, wrong, publicKey), wrong).toBe(false);
  }
  for (const wrong of ["", "0", "ff".repeat(32), publicKey.toUpperCase(), publicKey.slice(2)]) {
    expect(await verifyStatement("approval", value, signature, wrong), wrong).toBe(false);
  }
});

test("servers sign with their own keys", async () => {
  const server = signingKeyFromSeed(systemRandom(32));
  const signature = await signStatement("deletion-certificate", { done: true }, server);
  expect(await verifyStatement("deletion-certificate", { done: true }, signature, toHex(server.publicKey))).toBe(true);
});

test("a type that could run into the value is refused", () => {
  for (const type of ["", "a\0", "Approval", "a".repeat(33)])
    expect(() => statementBytes(type, {})).toThrow(RangeError);
});

test("base64url comes back, and agrees with Node's", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = toBase64Url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64url"));
      expect(fromBase64Url(text)).toEqual(bytes);
    }),
  );
  for (const text of ["A", "AB", "AAA=", "A A", "AAB"]) expect(fromBase64Url(text)).toBeUndefined();
});
