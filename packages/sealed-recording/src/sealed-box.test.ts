import { amount } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "./hex.ts";
import { generateSealingKey, openSealed, sealTo } from "./sealed-box.ts";
import { systemRandom } from "./web-crypto.ts";

const contexts = [
  "complaint code",
  "shred secret",
  "complaint code for auditor",
  "viewer share",
  "released secret",
  "share",
] as const;
const anyUse = fc.record({ context: fc.constantFrom(...contexts), binding: fc.uint8Array({ maxLength: 40 }) });

test("a box opens with its key, context and binding, and with no other", async () => {
  const [key, other] = await Promise.all([generateSealingKey(systemRandom), generateSealingKey(systemRandom)]);
  await fc.assert(
    fc.asyncProperty(anyUse, anyUse, fc.uint8Array({ maxLength: 64 }), async (use, wrong, plain) => {
      const box = await sealTo(key.publicKey, use.context, use.binding, plain, systemRandom);
      expect(await openSealed(key.privateKey, use.context, use.binding, box)).toEqual(plain);
      await expect(openSealed(other.privateKey, use.context, use.binding, box)).rejects.toThrow();
      const same = use.context === wrong.context && toHex(use.binding) === toHex(wrong.binding);
      const attempt = openSealed(key.privateKey, wrong.context, wrong.binding, box);
      if (same) expect(await attempt).toEqual(plain);
      else await expect(attempt).rejects.toThrow();
    }),
    { numRuns: amount({ quick: 100, long: 3_000 }) },
  );
});

test("no bit of a box can be changed, and nothing cut off or added", async () => {
  const key = await generateSealingKey(systemRandom);
  const binding = Uint8Array.of(1, 2, 3);
  const box = await sealTo(key.publicKey, "shred secret", binding, systemRandom(32), systemRandom);
  const open = (altered: typeof box) => openSealed(key.privateKey, "shred secret", binding, altered);
  for (const part of ["enc", "ciphertext"] as const) {
    for (let bit = 0; bit < box[part].length * 4; bit++) {
      const bytes = fromHex(box[part]);
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      await expect(open({ ...box, [part]: toHex(bytes) }), `${part} ${bit}`).rejects.toThrow();
    }
    await expect(open({ ...box, [part]: box[part].slice(0, -2) })).rejects.toThrow();
    await expect(open({ ...box, [part]: `${box[part]}00` })).rejects.toThrow();
    await expect(open({ ...box, [part]: "" })).rejects.toThrow();
  }
  await expect(open({ ...box, enc: "00".repeat(32) }), "a point of small order").rejects.toThrow();
});
