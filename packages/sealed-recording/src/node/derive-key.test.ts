import { hkdfSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../hex.ts";
import { deriveKey } from "./derive-key.ts";

test("RFC 5869, test cases 1 and 3 (their first 32 bytes)", () => {
  const key = new Uint8Array(22).fill(0x0b);
  const salt = fromHex("000102030405060708090a0b0c");
  const info = fromHex("f0f1f2f3f4f5f6f7f8f9");
  const expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf";
  expect(toHex(deriveKey(key, salt, info))).toBe(expected);
  const plain = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d";
  expect(toHex(deriveKey(key, new Uint8Array(0), new Uint8Array(0)))).toBe(plain);
});

test("what node:crypto derives, whatever comes in", () => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
  fc.assert(
    fc.property(bytes(64), bytes(64), bytes(200), (key, salt, info) => {
      expect(toHex(deriveKey(key, salt, info))).toBe(
        Buffer.from(hkdfSync("sha256", key, salt, info, 32)).toString("hex"),
      );
    }),
  );
  expect(() => deriveKey(new Uint8Array(32), new Uint8Array(65), new Uint8Array(0))).toThrow(RangeError);
});
