import { amount, figure } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import { parseCheckpoint } from "../../checkpoint.ts";
import { parseNote, parseSignatureLine } from "../../signed-note.ts";
import { CrashDisk, PowerLoss, seededDraw } from "../../testing/crash-disk.ts";
import { MemoryLog } from "../../testing/memory-log.ts";
import { testSigner } from "../../testing/test-signers.ts";
import { findSignature } from "../../verifier-key.ts";
import { formatWitnessRequest } from "../../witness-request.ts";
import { Witness } from "./witness.ts";
import { originHash, WitnessStore } from "./witness-store.ts";

const logSigner = await testSigner("log", "log.example/test");
const signer = await testSigner("witness", "witness.example/w1");
const texts = Array.from({ length: 40 }, (_, at) => `entry ${at}`);
const log = await MemoryLog.create(logSigner, texts);
/** The same first ten entries, then others. */
const fork = await MemoryLog.create(
  logSigner,
  texts.map((text, at) => (at < 10 ? text : `other ${text}`)),
);
const nowMs = 1_700_000_000_999;

let disk: CrashDisk;
let witness: Witness;
const on = (files: CrashDisk) =>
  new Witness({ signer, logs: [logSigner.key], store: new WitnessStore(files), now: () => nowMs });
beforeEach(() => {
  disk = new CrashDisk();
  witness = on(disk);
});

async function expectCosigned(body: string, checkpoint: string): Promise<void> {
  expect(body.endsWith("\n")).toBe(true);
  const { text } = parseNote(checkpoint);
  const signature = parseSignatureLine(body.slice(0, -1));
  expect(await findSignature({ text, signatures: [signature] }, signer.key)).toEqual({ timeMs: 1_700_000_000_000 });
}

test("cosigns the first checkpoint it sees, one that continues it, and the same one again", async () => {
  for (const [oldSize, size] of [
    [0, 7],
    [7, 7],
    [7, 33],
  ] as const) {
    const answer = await witness.addCheckpoint(await log.request(oldSize, size));
    expect(answer.status).toBe(200);
    await expectCosigned(answer.body, await log.checkpoint(size));
  }
  const kept = await witness.cosigned(originHash("log.example/test"));
  const note = parseNote(kept ?? "");
  expect(parseCheckpoint(note.text).size).toBe(33);
  expect(await findSignature(note, logSigner.key)).toBeDefined();
  expect(await findSignature(note, signer.key)).toBeDefined();
});

test("tells the size it knows where the old size is another", async () => {
  await witness.addCheckpoint(await log.request(0, 7));
  for (const oldSize of [0, 6, 8]) {
    const answer = await witness.addCheckpoint(await log.request(oldSize, 33));
    expect(answer).toEqual({ status: 409, contentType: "text/x.tlog.size", body: "7\n" });
  }
});

test("never cosigns a fork: not with an honest proof of the fork, not at the same size, not by going back", async () => {
  await witness.addCheckpoint(await log.request(0, 20));
  expect(await witness.addCheckpoint(await fork.request(20, 30))).toMatchObject({ status: 422 });
  expect(await witness.addCheckpoint(await fork.request(20, 20))).toMatchObject({ status: 422 });
  expect(await witness.addCheckpoint(await fork.request(10, 30))).toMatchObject({ status: 409, body: "20\n" });
  expect(await witness.addCheckpoint(await log.request(10, 19))).toMatchObject({ status: 409, body: "20\n" });
  const mixed = { oldSize: 20, proof: await log.proof(20, 30), checkpoint: await fork.checkpoint(30) };
  expect(await witness.addCheckpoint(formatWitnessRequest(mixed))).toMatchObject({ status: 422 });
  expect((await witness.addCheckpoint(await log.request(20, 30))).status).toBe(200);
});

test("the rules of the specification for what is malformed, unknown, or unsigned", async () => {
  const checkpoint = await log.checkpoint(5);
  const [anyHash] = await log.proof(3, 5);
  const other = await testSigner("log", "other.example");
  const request = (parts: object) => formatWitnessRequest({ oldSize: 0, proof: [], checkpoint, ...parts });
  const flipped = checkpoint.replace(/\n5\n/, "\n6\n");
  const unsigned = checkpoint.replace("— log.example/test", "— somebody.example");
  const cases: [string, number][] = [
    ["", 400],
    ["old 0\n", 400],
    [request({}).replace("old 0", "old 00"), 400],
    [request({}).replace("old 0", "old -1"), 400],
    [request({}).replace("old 0", "new 0"), 400],
    [request({}).replace("old 0\n", "old 0\nAAAA\n"), 400],
    [`old 0\n${"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n".repeat(64)}\n${checkpoint}`, 400],
    [request({ oldSize: 6 }), 400],
    [request({ checkpoint: "nothing\n" }), 400],
    [request({ checkpoint: await (await MemoryLog.create(other, texts)).checkpoint(5) }), 404],
    [request({ checkpoint: flipped }), 403],
    [request({ checkpoint: unsigned }), 403],
    [request({ proof: [anyHash] }), 422],
    [request({ checkpoint: await log.checkpoint(0, new Uint8Array(32)) }), 422],
    [request({ checkpoint: await log.checkpoint(0) }), 200],
    [request({}), 200],
  ];
  for (const [body, status] of cases) expect((await witness.addCheckpoint(body)).status, body).toBe(status);
});

test("of a fork and the true log at the same moment, one is cosigned", async () => {
  await witness.addCheckpoint(await log.request(0, 10));
  const requests = await Promise.all([
    log.request(10, 20),
    fork.request(10, 21),
    log.request(10, 22),
    fork.request(10, 23),
  ]);
  const answers = await Promise.all(requests.map((body) => witness.addCheckpoint(body)));
  expect(answers.map(({ status }) => status)).toEqual([200, 409, 409, 409]);
});

test("power fails at every step, between honest and forked requests: what was answered is remembered", async () => {
  const rounds = amount({ quick: 5, long: 80 });
  let cosignatures = 0;
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < 24; step++) {
      const draw = seededDraw(round * 131 + step);
      let files = new CrashDisk();
      files.stepsLeft = step;
      let running = on(files);
      /** What anybody has ever seen cosigned. */
      let seen = { size: 0, isFork: false };
      for (let at = 0; at < 12; at++) {
        const isFork = draw(2) === 0;
        const history = isFork ? fork : log;
        const size = Math.max(seen.size, 10) + draw(3);
        const body = await history.request(Math.min(size, [0, seen.size, 10, 11][draw(4)] as number), size);
        try {
          const { status } = await running.addCheckpoint(body);
          if (status !== 200) continue;
          cosignatures += 1;
          if (seen.size > 10) expect(isFork).toBe(seen.isFork);
          expect(size).toBeGreaterThanOrEqual(seen.size);
          seen = { size, isFork };
        } catch (error) {
          expect(error).toBeInstanceOf(PowerLoss);
          files = files.afterPowerLoss(draw);
          running = on(files);
        }
      }
      if (seen.size === 0) continue;
      const newest = await new WitnessStore(files).newest("log.example/test");
      expect(newest?.size).toBeGreaterThanOrEqual(seen.size);
      const seenRoot = await (seen.isFork ? fork : log).root(seen.size);
      if (newest?.size === seen.size) expect(newest.root).toEqual(seenRoot);
    }
  }
  figure("witness: cosignatures with power lost at any step", cosignatures);
});

test("after a failed fsync it answers no more", async () => {
  await witness.addCheckpoint(await log.request(0, 7));
  disk.stepsLeft = 1;
  disk.failure = new Error("EIO");
  await expect(witness.addCheckpoint(await log.request(7, 8))).rejects.toThrow("EIO");
  disk.stepsLeft = undefined;
  await expect(witness.addCheckpoint(await log.request(7, 8))).rejects.toThrow("EIO");
});

test("a memory that cannot be read is no empty one", async () => {
  await disk.create(`${originHash("log.example/test")}.checkpoint`, new TextEncoder().encode("torn"));
  await expect(witness.addCheckpoint(await log.request(0, 7))).rejects.toMatchObject({ code: "witness_damaged" });
  expect(() => new Witness({ signer: logSigner, logs: [], store: new WitnessStore(disk), now: () => nowMs })).toThrow();
});
