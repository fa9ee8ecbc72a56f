import { amount, figure } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { equalBytes } from "../bytes.ts";
import { parseCheckpoint } from "../checkpoint.ts";
import { CrashDisk, onlyWriter, PowerLoss, seededDraw } from "../testing/crash-disk.ts";
import { testSigner } from "../testing/test-signers.ts";
import type { TreeHead } from "../verify-consistency.ts";
import { utf8 } from "../web-crypto.ts";
import { TransparencyLog } from "./transparency-log.ts";

const signer = await testSigner("log", "log.example/test");

/** What a run may not lose: acknowledged entries, and every head that was signed or shown. */
class Witnessed {
  readonly entries: string[] = [];
  readonly heads: TreeHead[] = [];

  copy(): Witnessed {
    const copy = new Witnessed();
    copy.entries.push(...this.entries);
    copy.heads.push(...this.heads);
    return copy;
  }

  async appendTo(log: TransparencyLog, text: string, count: number): Promise<void> {
    // Longer than a sector, so that one can be torn in the middle of an entry.
    const entries = Array.from({ length: count }, (_, at) => utf8(`${text} ${at}`.padEnd(count < 3 ? 700 : 1, ".")));
    const index = await log.appendAll(entries);
    for (const [at, entry] of entries.entries()) this.entries[index + at] = new TextDecoder().decode(entry);
  }

  async expectKept(log: TransparencyLog): Promise<void> {
    expect(log.head.size).toBeGreaterThanOrEqual(this.entries.length);
    const lost: number[] = [];
    for (const [index, text] of this.entries.entries()) {
      // Entries of groups that were never acknowledged stand in between.
      if (text !== undefined && new TextDecoder().decode(await log.entry(index)) !== text) lost.push(index);
    }
    expect(lost).toEqual([]);
    for (let index = 0; index < log.head.size; index++) {
      const text = new TextDecoder().decode(await log.entry(index));
      if (!/^(before|group \d|after) \d+\.*$/.test(text)) throw new Error(`Nobody appended entry ${index}: ${text}`);
    }
    for (const { size, root } of this.heads) expect(equalBytes(await log.root(size), root)).toBe(true);
  }
}

/** Every head that is signed is one that somebody may have seen. */
function open(disk: CrashDisk, seen: Witnessed): Promise<TransparencyLog> {
  const sign = (message: Uint8Array) => {
    seen.heads.push(parseCheckpoint(new TextDecoder().decode(message)));
    return signer.sign(message);
  };
  return TransparencyLog.openFiles(disk, onlyWriter, { signer: { key: signer.key, sign } });
}

const prepared = new Map<number, { disk: CrashDisk; seen: Witnessed }>();

/** A disk of its own with a log of some size. */
async function prepare(size: number): Promise<{ disk: CrashDisk; seen: Witnessed }> {
  const made = prepared.get(size) ?? (await make(size));
  prepared.set(size, made);
  return { disk: made.disk.copy(), seen: made.seen.copy() };
}

async function make(size: number): Promise<{ disk: CrashDisk; seen: Witnessed }> {
  const disk = new CrashDisk();
  const seen = new Witnessed();
  const log = await open(disk, seen);
  if (size > 0) await seen.appendTo(log, "before", size);
  await log.close();
  return { disk, seen };
}

const groups = [1, 3, 260, 2];

async function appendGroups(log: TransparencyLog, seen: Witnessed): Promise<void> {
  for (const [at, count] of groups.entries()) await seen.appendTo(log, `group ${at}`, count);
  await log.close();
}

async function untilFailure(disk: CrashDisk, seen: Witnessed): Promise<void> {
  try {
    await appendGroups(await open(disk, seen), seen);
  } catch (error) {
    const { cause = error } = error as Error;
    if (!(cause instanceof PowerLoss)) throw error;
  }
}

test("power fails after every step of writing, and again while recovering: nothing acknowledged or signed is lost", async () => {
  const rounds = amount({ quick: 1, long: 12 });
  let states = 0;
  for (const size of [0, 254, 5, 511].slice(0, amount({ quick: 2, long: 4 }))) {
    const { disk: whole, seen: all } = await prepare(size);
    await untilFailure(whole, all);
    for (let step = 0; step < whole.steps; step += amount({ quick: 2, long: 1 })) {
      for (let round = 0; round < rounds; round++) {
        const draw = seededDraw(step * 1_009 + round + size);
        const { disk, seen } = await prepare(size);
        disk.stepsLeft = step;
        await untilFailure(disk, seen);
        let found = disk.afterPowerLoss(draw);
        for (let again = 0; again < 2; again++) {
          found.stepsLeft = draw(12);
          await untilFailure(found, seen);
          found = found.afterPowerLoss(draw);
        }
        const log = await open(found, seen);
        await seen.expectKept(log);
        await seen.appendTo(log, "after", 30);
        await seen.expectKept(log);
        await log.close();
        states += 3;
      }
    }
  }
  figure("log: power lost while writing or recovering, states", states);
}, 600_000);

test("the process is killed after every step: the same, and whole files are not thrown away", async () => {
  for (const size of [255, 0, 300].slice(0, amount({ quick: 1, long: 3 }))) {
    const { disk: whole, seen: all } = await prepare(size);
    await untilFailure(whole, all);
    for (let step = 0; step < whole.steps; step++) {
      const { disk, seen } = await prepare(size);
      disk.stepsLeft = step;
      await untilFailure(disk, seen);
      const log = await open(disk.afterKill(), seen);
      await seen.expectKept(log);
      await appendGroups(log, seen);
    }
  }
});

test("a bundle that was torn inside an entry is not taken for one that was written whole", async () => {
  const whole = await prepare(3);
  const log = await open(whole.disk, whole.seen);
  await log.append(utf8("group 0 3".padEnd(2_000, ".")));
  const [bundle, tile] = [await log.read("tile/entries/000.p/4"), await log.read("tile/0/000.p/4")];
  for (const [isTorn, size] of [
    [false, 4],
    [true, 3],
  ] as const) {
    const { disk, seen } = await prepare(3);
    const bytes = (bundle as Uint8Array).slice();
    if (isTorn) bytes.fill(0, 512, 1_024);
    await disk.create("tile/entries/000.p/4", bytes);
    await disk.create("tile/0/000.p/4", tile as Uint8Array);
    const again = await open(disk, seen);
    expect(again.head.size).toBe(size);
    await seen.expectKept(again);
    await seen.appendTo(again, "after", 1);
    expect(again.head.size).toBe(size + 1);
  }
});

test("a write or fsync that fails once ends the log until it is opened anew", async () => {
  let failures = 0;
  for (let step = 0; failures === step; step++) {
    const { disk, seen } = await prepare(3);
    const log = await open(disk, seen);
    disk.stepsLeft = step;
    disk.failure = Object.assign(new Error("EIO"), { code: "EIO" });
    await Promise.allSettled(groups.map((count, at) => seen.appendTo(log, `group ${at}`, count)));
    await log.publish(log.head.checkpoint).catch(() => undefined);
    disk.stepsLeft = undefined;
    if (log.failure !== undefined) {
      failures += 1;
      const before = disk.steps;
      await expect(log.append(utf8("more"))).rejects.toMatchObject({ code: "log_failed" });
      await expect(log.publish("more")).rejects.toMatchObject({ code: "log_failed" });
      expect(disk.steps).toBe(before);
    }
    await log.close();
    const again = await open(disk.afterPowerLoss(seededDraw(step)), seen);
    await seen.expectKept(again);
    await again.close();
  }
  expect(failures).toBeGreaterThan(20);
});
