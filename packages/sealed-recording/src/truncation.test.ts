import { amount, figure } from "@ferndiagnose/testkit";
import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes } from "./bytes.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { recoverRecording } from "./recover-recording.ts";
import { bytesSource } from "./source.ts";
import { type FaultSample, makeFaultSample, places } from "./testing/fault-sample.ts";
import type { Anchor } from "./verdict.ts";
import { verifyRecording } from "./verify-recording.ts";

const anchored = 3;
let sample: FaultSample;
let anchor: Anchor;
beforeAll(async () => {
  sample = await makeFaultSample(4);
  anchor = sample.heads[anchored] as Anchor;
});

const verify = (bytes: Uint8Array, anchors: readonly Anchor[] = []) =>
  verifyRecording(bytesSource(bytes), { anchors, checks: nodeChecks });
const recover = (bytes: Uint8Array, anchors: readonly Anchor[] = []) =>
  recoverRecording(bytesSource(bytes), sample.recoveryKey, { anchors, checks: nodeChecks });

/** Length of the file up to and with this frame. */
const lengthWith = (seq: number) => {
  const part = sample.parts[seq];
  return part === undefined ? 0 : part.offset + part.bytes.length;
};

/** Every length; in a quick run, fewer inside the header and the frames, and the bytes around each edge. */
function* lengths(): Generator<number> {
  for (const { offset, bytes } of sample.parts) {
    yield* [offset, offset + 1, offset + 87, offset + 88];
    yield* places(offset, offset + bytes.length, amount({ quick: 50, long: bytes.length }));
    yield offset + bytes.length - 1;
  }
}

describe("a file cut at every byte", () => {
  test("is never complete; below its last anchor it is damaged, above it can be recovered", async () => {
    const headerLength = lengthWith(0);
    let tried = 0;
    for (const length of lengths()) {
      tried += 1;
      const cut = sample.file.subarray(0, length);
      const [alone, checked] = [await verify(cut), await verify(cut, [anchor])];
      if (length < headerLength) {
        expect(alone, `${length}`).toMatchObject({ status: "damaged", what: "header" });
        expect(await recover(cut)).toMatchObject({ outcome: "refused", reason: "header" });
        continue;
      }
      expect(alone, `${length}`).toMatchObject({ status: "truncated" });
      if (length < lengthWith(anchored)) {
        expect(checked, `${length}`).toMatchObject({ status: "damaged", what: "anchor_missing", seq: anchored });
        expect(await recover(cut, [anchor])).toMatchObject({ outcome: "refused", reason: "anchor" });
      } else {
        expect(checked, `${length}`).toMatchObject({ status: "truncated" });
        const plan = await recover(cut, [anchor]);
        if (plan.outcome !== "recoverable") throw new Error(`${length}: ${plan.outcome}`);
        const recovered = concatBytes(cut.subarray(0, plan.cutAt), plan.frame);
        expect(await verify(recovered, [anchor])).toMatchObject({ status: "recovered" });
      }
    }
    figure("truncation: lengths of a small file, none taken for complete", tried);
  }, 300_000);

  test("is damaged at every length once its end is known from the receipt", async () => {
    const end = sample.heads.at(-1) as Anchor;
    expect(await verify(sample.file, [end])).toMatchObject({ status: "complete" });
    for (const length of lengths()) {
      const cut = sample.file.subarray(0, length);
      const what = length < lengthWith(0) ? "header" : "anchor_missing";
      expect(await verify(cut, [end]), `${length}`).toMatchObject({ status: "damaged", what });
    }
  }, 300_000);

  test("a recovered one is cut no better", async () => {
    for (const length of places(lengthWith(anchored), sample.recovered.length, amount({ quick: 100, long: 10_000 }))) {
      expect(await verify(sample.recovered.subarray(0, length))).toMatchObject({ status: "truncated" });
    }
    expect(await verify(sample.recovered)).toMatchObject({ status: "recovered" });
  });
});

test("a large file cut at any frame's edge is found by the anchor behind it", async () => {
  const large = await makeFaultSample(amount({ quick: 40, long: 400 }));
  const end = large.heads.at(-1) as Anchor;
  for (const { seq, offset } of large.parts.slice(1)) {
    const cut = large.file.subarray(0, offset);
    expect(await verify(cut)).toMatchObject({ status: "truncated", tornBytes: 0, intact: { head: { seq: seq - 1 } } });
    expect(await verify(cut, [end])).toMatchObject({ status: "damaged", what: "anchor_missing", seq: end.seq });
  }
  figure("truncation: edges of frames, all found by an anchor", large.parts.length - 1);
}, 600_000);
