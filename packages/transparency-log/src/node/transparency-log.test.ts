import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { figure } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCheckpoint } from "../checkpoint.ts";
import { leafHash } from "../merkle-hash.ts";
import { testSigner } from "../testing/test-signers.ts";
import { verifyConsistency } from "../verify-consistency.ts";
import { verifyInclusion } from "../verify-inclusion.ts";
import { utf8 } from "../web-crypto.ts";
import { nodeChecks } from "./node-checks.ts";
import { TransparencyLog } from "./transparency-log.ts";

let directory: string;
const signer = await testSigner("log", "log.example/test");
const open = () => TransparencyLog.open({ directory, signer });
const entryAt = (index: number) => utf8(`entry ${index}`);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "transparency-log-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function expectIncluded(log: TransparencyLog, index: number): Promise<void> {
  const { size, root } = log.head;
  const proof = await log.inclusionProof(index, size);
  const hash = await leafHash(await log.entry(index), nodeChecks.sha256);
  await verifyInclusion({ leafHash: hash, index, size, root, proof }, nodeChecks.sha256);
}

test("an empty log has a signed head; entries stand where they were said to stand, and after opening anew too", async () => {
  let log = await open();
  expect(log.head.size).toBe(0);
  expect(await log.append(entryAt(0))).toBe(0);
  expect(await Promise.all([1, 2, 3].map((index) => log.append(entryAt(index))))).toEqual([1, 2, 3]);
  expect(await log.appendAll([entryAt(4), entryAt(5)])).toBe(4);
  await log.close();
  log = await open();
  expect(log.head.size).toBe(6);
  for (let index = 0; index < 6; index++) {
    expect(await log.entry(index)).toEqual(entryAt(index));
    await expectIncluded(log, index);
  }
  await log.close();
});

test("grows over the edges of bundles and tiles, one at a time and in groups; every head continues every earlier one", async () => {
  let log = await open();
  const heads = [log.head];
  const sizes = [255, 256, 257, 511, 513, 1_000, 1_025];
  for (const size of sizes) {
    const from = log.head.size;
    await Promise.all(Array.from({ length: size - from }, (_, at) => log.append(entryAt(from + at))));
    heads.push(log.head);
    await log.close();
    log = await open();
    expect(log.head).toEqual(heads.at(-1));
  }
  for (const old of heads) {
    for (const next of heads.filter(({ size }) => size >= old.size)) {
      await verifyConsistency({ old, next, proof: await log.consistencyProof(old.size, next.size) }, nodeChecks.sha256);
    }
  }
  for (const index of [0, 1, 254, 255, 256, 257, 600, 1_023, 1_024]) {
    expect(await log.entry(index)).toEqual(entryAt(index));
    await expectIncluded(log, index);
  }
  await log.close();
  expect((await readdir(join(directory, "tile/entries"))).sort()).toEqual(["000", "001", "002", "003", "004.p"]);
  expect(await readdir(join(directory, "tile/1/000.p"))).toContain("4");
});

test("shows its head as checkpoint, serves tiles, and nothing else", async () => {
  const log = await open();
  await log.append(entryAt(0));
  await log.publish(log.head.checkpoint);
  const served = new TextDecoder().decode(await log.read("checkpoint"));
  const { checkpoint } = await openCheckpoint(served, { origin: log.origin, logKey: signer.key });
  expect(checkpoint.size).toBe(1);
  expect(await log.read("tile/entries/000.p/1")).toEqual(Uint8Array.of(0, 7, ...entryAt(0)));
  expect((await log.read("tile/0/000.p/1"))?.length).toBe(32);
  for (const path of ["head", "writer.json", "tile/0/../../head", "/etc/passwd", "tile/64/000", "tile/0/000.p/0"]) {
    expect(await log.read(path)).toBeUndefined();
  }
  await log.close();
});

test("refuses what is no entry, a second writer, and every append after closing", async () => {
  const log = await open();
  await expect(log.append(new Uint8Array(0))).rejects.toMatchObject({ code: "entry_invalid" });
  await expect(log.append(new Uint8Array(65_536))).rejects.toMatchObject({ code: "entry_invalid" });
  await expect(log.entry(0)).rejects.toMatchObject({ code: "range_invalid" });
  await expect(log.inclusionProof(0, 1)).rejects.toMatchObject({ code: "range_invalid" });
  await expect(open()).rejects.toMatchObject({ code: "log_in_use" });
  await log.close();
  await expect(log.append(entryAt(0))).rejects.toMatchObject({ code: "log_closed" });
  await (await open()).close();
});

test("a writer whose right was taken away appends nothing more", async () => {
  const log = await open();
  await rm(join(directory, "writer.json"));
  await expect(log.append(entryAt(0))).rejects.toMatchObject({ code: "log_failed" });
  const other = await open();
  await other.append(entryAt(0));
  await expect(log.append(entryAt(1))).rejects.toMatchObject({ code: "log_failed" });
  await log.close();
  expect(await other.append(entryAt(1))).toBe(1);
  await other.close();
});

test("of eight that open at the same moment what a killed process left, one gets the log", async () => {
  await (await open()).close();
  for (let round = 0; round < 10; round++) {
    await writeFile(join(directory, "writer.json"), JSON.stringify({ pid: 4_194_303, started: "gone", token: "old" }));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, open));
    const opened = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect(opened.length).toBeLessThanOrEqual(1);
    for (const log of opened) await log.close();
    await rm(join(directory, "writer.json"), { force: true });
  }
});

test("files that are not what the head says are noticed at the start", async () => {
  const log = await open();
  await log.appendAll(Array.from({ length: 300 }, (_, at) => entryAt(at)));
  await log.close();
  for (const path of ["head", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44", "checkpoint"]) {
    const good = await readFile(join(directory, path));
    const bad = Buffer.from(good);
    bad[20] = (bad[20] as number) ^ 1;
    await writeFile(join(directory, path), bad);
    await expect(open(), path).rejects.toMatchObject({ code: "log_damaged" });
    await writeFile(join(directory, path), good);
  }
  const stranger = await testSigner("log", "other.example");
  await expect(TransparencyLog.open({ directory, signer: stranger })).rejects.toMatchObject({ code: "log_damaged" });
});

test("an older copy of the files under a checkpoint that others have seen is refused", async () => {
  const old = join(directory, "..", `${directory.split("/").at(-1)}-old`);
  const log = await open();
  await log.append(entryAt(0));
  await log.close();
  await cp(directory, old, { recursive: true });
  const again = await open();
  await again.append(entryAt(1));
  await again.close();
  await cp(join(directory, "checkpoint"), join(old, "checkpoint"));
  await expect(TransparencyLog.open({ directory: old, signer })).rejects.toMatchObject({ code: "log_damaged" });
  await rm(old, { recursive: true });
});

test("100,000 leaves: appending, proving and starting stay quick", async () => {
  const total = 100_000;
  const proofs = 100;
  let log = await open();
  const append = await spent(async () => {
    for (let from = 0; from < total; from += 1_000) {
      await Promise.all(Array.from({ length: 1_000 }, (_, at) => log.append(entryAt(from + at))));
    }
  });
  const single = await spent(async () => {
    for (let at = 0; at < 100; at++) await log.append(entryAt(total + at));
  });
  await log.close();
  const start = await spent(async () => {
    log = await open();
  });
  const proof = await spent(async () => {
    for (let at = 0; at < proofs; at++) await expectIncluded(log, (at * 7_919) % total);
  });
  await log.close();
  figure("log of 100,000 leaves: append in groups, ms each", (append.wallMs / total).toFixed(3));
  figure("log of 100,000 leaves: append one after the other, ms each", (single.wallMs / 100).toFixed(2));
  figure("log of 100,000 leaves: inclusion proof made and checked, ms", (proof.wallMs / proofs).toFixed(2));
  figure("log of 100,000 leaves: start, ms", start.wallMs.toFixed(0));
  expect(append.processorMs / total).toBeLessThan(2);
  expect(proof.processorMs / proofs).toBeLessThan(10);
  expect(start.processorMs).toBeLessThan(1_000);
});

/** By the clock on the wall, and of a processor: the second does not grow when other programs run. */
async function spent(work: () => Promise<void>): Promise<{ wallMs: number; processorMs: number }> {
  const startMs = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - startMs, processorMs: (user + system) / 1_000 };
}
