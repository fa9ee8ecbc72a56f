import { signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { expect, test } from "vitest";
import { serverSecret } from "./server-secret.ts";

test("is the same for one key, other for another, and not the key", () => {
  const [one, same, other] = [1, 1, 2].map((byte) => signingKeyFromSeed(new Uint8Array(32).fill(byte)));
  if (!one || !same || !other) throw new Error("no keys");
  expect(serverSecret(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(serverSecret(one)).toBe(serverSecret(same));
  expect(serverSecret(one)).not.toBe(serverSecret(other));
  expect(serverSecret(one)).not.toBe(Buffer.from(one.publicKey).toString("hex"));
});
