import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ProtocolError, type RecordingId } from "@ferndiagnose/protocol";
import { amount, figure } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { dayMs, newRecordingId, testRandom, WardenUnderTest } from "./testing/warden-under-test.ts";

class Crash extends Error {}

/** From this step of the disk on nothing happens any more, as after a power cut. */
function crashAt(step: number): { beforeStep: () => void; count: () => number } {
  let steps = 0;
  return {
    beforeStep: () => {
      if (steps++ >= step) throw new Crash();
    },
    count: () => steps,
  };
}

interface Kept {
  readonly recordingId: RecordingId;
  readonly secret: Uint8Array;
  /** What the warden has signed for. */
  promised: "nothing" | "stored" | "destroyed";
}

/** The medium refuses this one step, and would take everything after it. */
function failAt(step: number): { beforeStep: () => void; count: () => number; cause: Error } {
  let steps = 0;
  const cause = Object.assign(new Error("injected"), { code: "EIO" });
  return {
    beforeStep: () => {
      if (steps++ === step) throw cause;
    },
    count: () => steps,
    cause,
  };
}

/** What stopped the work, if it was stopped; anything but a refusal for the disk's sake fails the test. */
async function stopped(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "warden_unavailable" });
    return (error as ProtocolError).cause;
  }
}

function threeSecrets(): Kept[] {
  return [1, 2, 3].map(() => ({ recordingId: newRecordingId(), secret: testRandom(32), promised: "nothing" }));
}

/** Storing, holding, a new day, destroying, the end of the day's key, the end of the hold: everything that moves a secret. */
async function live(bench: WardenUnderTest, all: readonly Kept[]): Promise<void> {
  const [first, second, held] = all as [Kept, Kept, Kept];
  for (const one of all) {
    if (one.promised !== "nothing") continue;
    await bench.warden.store(await bench.storeRequest(one.recordingId, one.secret));
    one.promised = "stored";
  }
  await bench.hold(held.recordingId);
  bench.clock.advance(dayMs);
  for (const one of [first, second]) {
    await bench.destroy(one.recordingId);
    one.promised = "destroyed";
  }
  await bench.endHold(held.recordingId);
  await bench.destroy(held.recordingId);
  held.promised = "destroyed";
}

/** Nothing promised is lost, nothing is in between. */
async function expectWhole(bench: WardenUnderTest, { recordingId, secret, promised }: Kept): Promise<void> {
  const { state } = await bench.warden.state(recordingId);
  if (promised === "stored") expect(["stored", "destroyed"]).toContain(state);
  if (promised === "destroyed") expect(state).toBe("destroyed");
  if (state === "unknown") return;
  const answer = await bench.warden.store(await bench.storeRequest(recordingId, secret)).then(
    ({ type }) => type,
    (error: ProtocolError) => error.code,
  );
  expect(answer).toBe(state === "stored" ? "secret-stored" : "secret_destroyed");
}

/** Every promise stands, and whatever was stored can be destroyed without leaving a byte. */
async function expectWholeThenGone(bench: WardenUnderTest, all: readonly Kept[]): Promise<void> {
  for (const one of all) await expectWhole(bench, one);
  for (const one of all.filter(({ promised }) => promised !== "destroyed")) {
    await bench.endHold(one.recordingId).catch(ignoreRefusal);
    await bench.destroy(one.recordingId);
  }
  bench.clock.advance(dayMs);
  await bench.warden.tick();
  expect(await readdir(join(bench.directory, "keys"))).toEqual([]);
  expect(
    (await readdir(join(bench.directory, "secrets"), { recursive: true })).filter((name) => /[0-9a-f]{32}/.test(name)),
  ).toEqual([]);
  for (const one of all) expect((await bench.warden.state(one.recordingId)).state).toBe("destroyed");
}

async function crashedTwice(step: number, secondStep: number): Promise<{ didCrash: boolean; restarts: number }> {
  const bench = await WardenUnderTest.prepare();
  try {
    const all = threeSecrets();
    const end = await stopped(async () => {
      await bench.start(crashAt(step).beforeStep);
      await live(bench, all);
    });
    const second = await stopped(() => bench.start(crashAt(secondStep).beforeStep));
    await bench.start();
    await expectWholeThenGone(bench, all);
    return { didCrash: end instanceof Crash, restarts: second instanceof Crash ? 2 : 1 };
  } finally {
    await bench.remove();
  }
}

/** One failure, after which the warden asks nothing of the disk any more; then it is started anew. */
async function failedOnce(step: number): Promise<void> {
  const bench = await WardenUnderTest.prepare();
  try {
    const all = threeSecrets();
    const fault = failAt(step);
    let hasStarted = false;
    const end = await stopped(async () => {
      await bench.start(fault.beforeStep);
      hasStarted = true;
      await live(bench, all);
    });
    expect(end).toBe(fault.cause);
    if (hasStarted) {
      expect(bench.warden.status.isReady).toBe(false);
      await expect(bench.stored()).rejects.toMatchObject({ code: "warden_unavailable" });
    }
    expect(fault.count()).toBe(step + 1);
    await bench.start();
    expect(bench.warden.status.isReady).toBe(true);
    await expectWholeThenGone(bench, all);
  } finally {
    await bench.remove();
  }
}

/** How often an undisturbed life changes the disk. */
async function stepsOfALife(): Promise<number> {
  const whole = crashAt(Number.POSITIVE_INFINITY);
  const bench = await WardenUnderTest.prepare();
  await bench.start(whole.beforeStep);
  await live(bench, threeSecrets());
  await bench.remove();
  expect(whole.count()).toBeGreaterThan(100);
  return whole.count();
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ProtocolError)) throw error;
}

test("a crash before any change of the disk, and another while starting again: nothing promised is lost, nothing is half gone", {
  timeout: 900_000,
}, async () => {
  const steps = await stepsOfALife();
  const runs = amount({ quick: 30, long: 2 * steps });
  let [crashes, restarts] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const step = Math.floor((run * steps) / runs);
    const { didCrash, restarts: more } = await crashedTwice(step, run % 13);
    crashes += didCrash ? 1 : 0;
    restarts += more;
  }
  expect(crashes).toBeGreaterThan(runs * 0.9);
  figure(
    "warden: crashes between two steps of the disk",
    `${crashes} crashes at ${Math.min(runs, steps)} of ${steps} places, ${restarts} restarts: none lost, none half gone`,
  );
});

test("EIO once, at any change of the disk: refused by name, nothing is tried again, and the next start finds everything whole", {
  timeout: 900_000,
}, async () => {
  const steps = await stepsOfALife();
  const runs = amount({ quick: 24, long: steps });
  for (let run = 0; run < runs; run++) await failedOnce(Math.floor((run * steps) / runs));
  figure("warden: EIO once", `at ${runs} of ${steps} places: each refused, none lost, none half gone`);
});
