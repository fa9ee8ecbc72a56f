import { expect, test } from "vitest";
import { concatBytes } from "../bytes.ts";
import { RecordBatch } from "../record-batch.ts";
import { startSample } from "../testing/sample-recording.ts";
import { freeFrame } from "./free-frame.ts";

const megabyte = 2 ** 20;

test("a frame's memory is given back at once, without a collection", async () => {
  const { writer, header } = await startSample();
  const batch = new RecordBatch(megabyte + 100);
  batch.append(0, 1, new Uint8Array(megabyte));
  const at = { utcMs: header.createdAtMs, monoMs: 0 };
  const frame = writer.seal(batch.take(), at);
  const before = concatBytes(...frame).length;
  expect(before).toBeGreaterThan(megabyte);
  const heldBefore = process.memoryUsage().arrayBuffers;
  freeFrame(frame);
  expect(heldBefore - process.memoryUsage().arrayBuffers).toBeGreaterThan(0.9 * megabyte);
  for (const piece of frame) expect(piece).toHaveLength(0);
  expect(() => freeFrame(frame)).not.toThrow();
  expect(writer.seal(batch.take(), at).length).toBeGreaterThan(0);
});

test("what shares its memory with something else is left alone", () => {
  const pooled = new Uint8Array(16).fill(7);
  const shared = new Uint8Array(new SharedArrayBuffer(8)).fill(7);
  freeFrame([pooled.subarray(0, 8), shared]);
  expect([...pooled, ...shared]).toEqual(new Array(24).fill(7));
});
