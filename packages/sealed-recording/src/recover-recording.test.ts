import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes } from "./bytes.ts";
import { type Closing, deleteAtMs, encodeClosingFrame } from "./closing.ts";
import { FrameType } from "./frame.ts";
import { fromHex } from "./hex.ts";
import { signedMessage } from "./label.ts";
import { signingKeyFromSeed } from "./node/signing-key.ts";
import { readRecords } from "./read-records.ts";
import { type Recovery, recoverRecording } from "./recover-recording.ts";
import { bytesSource } from "./source.ts";
import { makeSample, type Sample } from "./testing/sample-recording.ts";
import { verifyRecording } from "./verify-recording.ts";
import { sha256, systemRandom } from "./web-crypto.ts";

let sample: Sample;
beforeAll(async () => {
  sample = await makeSample();
});

const recover = (bytes: Uint8Array, signer = sample.recoveryKey): Promise<Recovery> =>
  recoverRecording(bytesSource(bytes), signer);

/** What the recorder does with a plan. */
async function recovered(bytes: Uint8Array): Promise<Uint8Array> {
  const plan = await recover(bytes);
  if (plan.outcome !== "recoverable") throw new Error(`${plan.outcome} ${"reason" in plan ? plan.reason : ""}`);
  expect([...concatBytes(bytes.subarray(0, plan.cutAt), plan.tornTail)]).toEqual([...bytes]);
  return concatBytes(bytes.subarray(0, plan.cutAt), plan.frame);
}

test("what follows an end is no reason for a second end", async () => {
  const recoveredFile = await recovered(sample.interrupted);
  for (const file of [sample.file, recoveredFile]) {
    for (const tail of [Uint8Array.of(0), systemRandom(500)]) {
      expect(await recover(concatBytes(file, tail))).toMatchObject({ outcome: "refused", reason: "after_end" });
    }
  }
});

describe("after a crash at any byte", () => {
  test("the file recovers to its last whole frame and says so; doing it again, or after another crash, changes nothing", async () => {
    const [header, first, second] = sample.pieces.map((piece) => piece.length) as [number, number, number];
    const expected = new Map<number, string>();
    for (let length = header; length < header + first + second; length += 3) {
      const result = await recovered(sample.interrupted.subarray(0, length));
      const frames = length >= header + first ? 1 : 0;
      expect(await verifyRecording(bytesSource(result))).toMatchObject({ status: "recovered", closing: { frames } });
      expect((await recover(result)).outcome).toBe("unchanged");
      const text = result.join();
      expect(expected.get(frames) ?? text).toBe(text);
      expected.set(frames, text);
      const interruptedAgain = result.subarray(0, result.length - 1 - (length % 231));
      expect((await recovered(interruptedAgain)).join()).toBe(text);
    }
    expect(expected.size).toBe(2);
  }, 60_000);

  test("a tail that the disk has filled with zeros or noise is cut off", async () => {
    for (const tail of [
      new Uint8Array(4096),
      systemRandom(4096),
      new TextEncoder().encode("FDRFFDRFFDRF".repeat(40)),
    ]) {
      const result = await recovered(concatBytes(sample.interrupted, tail));
      expect(await verifyRecording(bytesSource(result))).toMatchObject({ status: "recovered", closing: { frames: 2 } });
    }
  });

  test("the recovered part can be read", async () => {
    const result = await recovered(sample.interrupted.subarray(0, -1));
    const times: number[] = [];
    for await (const { timeUs } of readRecords(bytesSource(result), sample.root)) times.push(timeUs);
    expect(times).toEqual([0, 10]);
  });
});

describe("left alone", () => {
  test("a complete file", async () => {
    expect(await recover(sample.file)).toMatchObject({ outcome: "unchanged", verdict: { status: "complete" } });
  });

  test("a file with an intact frame behind the damage", async () => {
    const at = (sample.pieces[0]?.length ?? 0) + 100;
    for (const whole of [sample.file, sample.interrupted]) {
      const damaged = whole.slice();
      damaged[at] = (damaged[at] as number) ^ 1;
      expect(await recover(damaged)).toMatchObject({ outcome: "refused", reason: "frames_after_damage" });
    }
  });

  test("a file that does not reach an anchor", async () => {
    const { intact } = await verifyRecording(bytesSource(sample.file));
    const anchors = intact === undefined ? [] : [intact.head];
    const plan = await recoverRecording(bytesSource(sample.interrupted), sample.recoveryKey, { anchors });
    expect(plan).toMatchObject({ outcome: "refused", reason: "anchor" });
  });

  test("a file without a whole header", async () => {
    const torn = sample.file.subarray(0, 100);
    expect(await recover(torn)).toMatchObject({ outcome: "refused", reason: "header" });
    expect(await recover(new Uint8Array(0))).toMatchObject({ outcome: "refused", reason: "header" });
  });

  test("another server's recording", async () => {
    const plan = await recover(sample.interrupted, signingKeyFromSeed(systemRandom(32)));
    expect(plan).toMatchObject({ outcome: "refused", reason: "foreign_recovery_key" });
  });
});

test("a recovered frame that claims a later day of destruction, or contents it cannot know, is refused", async () => {
  const { intact } = await verifyRecording(bytesSource(sample.interrupted));
  if (intact === undefined) throw new Error("not intact");
  const { header, head, utcMs, monoMs } = intact;
  const honest = {
    frames: 2,
    records: 0,
    recordBytes: 0,
    durationMs: monoMs,
    deleteAtMs: deleteAtMs(header, utcMs),
    indexOffset: 0,
    reason: "recovered",
  };
  const verdictOn = async (claim: Partial<Closing>) => {
    const frame = { type: FrameType.recovered, seq: 3, utcMs, monoMs, prev: head.hash };
    const signed = encodeClosingFrame(frame, { ...honest, ...claim });
    const recordingId = fromHex(header.recordingId);
    const signature = sample.recoveryKey.sign(signedMessage("recovered", recordingId, await sha256(signed)));
    return verifyRecording(bytesSource(concatBytes(sample.interrupted, signed, signature)));
  };
  expect(await verdictOn({})).toMatchObject({ status: "recovered" });
  const claims = [
    { deleteAtMs: honest.deleteAtMs + 1 },
    { frames: 3 },
    { records: 1 },
    { durationMs: 1 },
    { reason: "customer_off" },
  ];
  for (const claim of claims) expect(await verdictOn(claim)).toMatchObject({ status: "damaged", what: "closing" });
});

test("the recovery key cannot make a recording pass as complete", async () => {
  const result = await recovered(sample.interrupted);
  const forged = result.slice();
  forged[forged.length - 232 + 5] = 3;
  expect(await verifyRecording(bytesSource(forged))).toMatchObject({ status: "damaged", what: "signature" });
});
