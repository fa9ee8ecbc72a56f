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

async function attempt<Result>(work: () => Promise<Result>): Promise<Result | Crash> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Crash) return error;
    throw error;
  }
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

async function crashedTwice(step: number, secondStep: number): Promise<{ didCrash: boolean; restarts: number }> {
  const bench = await WardenUnderTest.prepare();
  try {
    const all = [1, 2, 3].map(
      (): Kept => ({ recordingId: newRecordingId(), secret: testRandom(32), promised: "nothing" }),
    );
    const end = await attempt(async () => {
      await bench.start(crashAt(step).beforeStep);
      await live(bench, all);
    });
    const second = await attempt(() => bench.start(crashAt(secondStep).beforeStep));
    await bench.start();
    for (const one of all) await expectWhole(bench, one);
    for (const one of all.filter(({ promised }) => promised !== "destroyed")) {
      await bench.endHold(one.recordingId).catch(ignoreRefusal);
      await bench.destroy(one.recordingId);
    }
    bench.clock.advance(dayMs);
    await bench.warden.tick();
    expect(await readdir(join(bench.directory, "keys"))).toEqual([]);
    expect(
      (await readdir(join(bench.directory, "secrets"), { recursive: true })).filter((name) =>
        /[0-9a-f]{32}/.test(name),
      ),
    ).toEqual([]);
    for (const one of all) expect((await bench.warden.state(one.recordingId)).state).toBe("destroyed");
    return { didCrash: end instanceof Crash, restarts: second instanceof Crash ? 2 : 1 };
  } finally {
    await bench.remove();
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ProtocolError)) throw error;
}

test("a crash before any change of the disk, and another while starting again: nothing promised is lost, nothing is half gone", {
  timeout: 900_000,
}, async () => {
  const whole = crashAt(Number.POSITIVE_INFINITY);
  const bench = await WardenUnderTest.prepare();
  await bench.start(whole.beforeStep);
  await live(
    bench,
    [1, 2, 3].map(() => ({ recordingId: newRecordingId(), secret: testRandom(32), promised: "nothing" })),
  );
  await bench.remove();
  const steps = whole.count();
  expect(steps).toBeGreaterThan(100);
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
