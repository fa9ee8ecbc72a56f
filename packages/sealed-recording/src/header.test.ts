import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes, viewOf } from "./bytes.ts";
import { canonicalBytes } from "./canonical-json.ts";
import { encodeHeader, type Header, parseHeader } from "./header.ts";
import { toHex } from "./hex.ts";
import { policyHash } from "./policy.ts";
import { bytesSource } from "./source.ts";
import { makeSample, type Sample } from "./testing/sample-recording.ts";
import { verifyRecording } from "./verify-recording.ts";
import { utf8 } from "./web-crypto.ts";

let sample: Sample;
beforeAll(async () => {
  sample = await makeSample([]);
});

/** A header section around any body, with the length right and the signature empty. */
function section(body: Uint8Array): Uint8Array {
  const prefix = concatBytes(utf8("FDR1"), new Uint8Array(8));
  viewOf(prefix).setUint32(4, 1);
  viewOf(prefix).setUint32(8, body.length);
  return concatBytes(prefix, body, new Uint8Array(64));
}

const parse = (header: object) => parseHeader(section(canonicalBytes(header)));

describe("a header", () => {
  test("comes back as it was", async () => {
    const bytes = concatBytes(encodeHeader(sample.header), new Uint8Array(64));
    expect((await parseHeader(bytes)).header).toEqual(sample.header);
  });

  test("with a lock of a later kind is read, and the lock kept as it stands", async () => {
    const { header } = sample;
    const ruled = header.policy.locks;
    const later = { kind: "complaint", version: 3, name: "later", lockedRoot: "00".repeat(48), shred: { warden: "x" } };
    const withLater = { ...header, locks: [...header.locks, later] };
    await expect(parse(withLater)).rejects.toMatchObject({ code: "header_invalid" });
    const policy = { ...header.policy, locks: [...ruled, { ...ruled[0], kind: "complaint", name: "later" }] };
    const valid = { ...withLater, policy, policyHash: toHex(await policyHash(policy as Header["policy"])) };
    expect((await parse(valid)).header.locks[2]).toEqual(later);
  });

  test("of another suite or version is named as such", async () => {
    await expect(parse({ ...sample.header, suite: "ROT13" })).rejects.toMatchObject({ code: "header_unsupported" });
    const other = section(canonicalBytes(sample.header));
    viewOf(other).setUint32(4, 2);
    await expect(parseHeader(other)).rejects.toMatchObject({ code: "header_unsupported" });
  });

  test("that is not canonical, has a field too many or contradicts itself is refused", async () => {
    const { header } = sample;
    const text = new TextDecoder().decode(canonicalBytes(header));
    const broken = [
      section(utf8(` ${text}`)),
      section(utf8(text.replace('{"commitment"', '{"commitment":"","commitment"'))),
      section(canonicalBytes({ ...header, note: "x" })),
      section(canonicalBytes({ ...header, recoveryKey: header.signingKey })),
      section(canonicalBytes({ ...header, policy: { ...header.policy, retentionDays: 3650 } })),
      section(canonicalBytes({ ...header, locks: [] })),
      section(utf8(`${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}`)),
      section(Uint8Array.of(0xff, 0xfe)),
    ];
    for (const bytes of broken) {
      await expect(parseHeader(bytes)).rejects.toMatchObject({ code: "header_invalid" });
    }
  });
});

test("any bytes, alone or behind a good beginning, get a verdict and never an exception", async () => {
  const beginnings = [new Uint8Array(0), utf8("FDR1"), section(utf8("{}")), sample.file.subarray(0, -232)];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 400 }), async (beginning, bytes) => {
      const { status } = await verifyRecording(bytesSource(concatBytes(beginning, bytes)));
      expect(["damaged", "truncated"]).toContain(status);
    }),
    { numRuns: 1000 },
  );
});
