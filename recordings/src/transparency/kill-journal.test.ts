import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { amount, ChildProgram, figure } from "@ferndiagnose/testkit";
import { verifyLogProof } from "@ferndiagnose/transparency-log";
import { expect, test } from "vitest";
import { TestJournal } from "./testing/test-journal.ts";

const program = fileURLToPath(new URL("testing/killed-program.ts", import.meta.url));

function start(place: TestJournal, ...args: string[]): Promise<ChildProgram> {
  return ChildProgram.start({ command: process.execPath, args: [program, place.folder, ...args] });
}

/** Every leaf that was acknowledged stands where it was said to, with its details; none is without a side row. */
async function expectKept(place: TestJournal, child: ChildProgram): Promise<number> {
  await child.exited;
  expect(child.errorLines.filter((line) => line.includes("Error"))).toEqual([]);
  const durable = child.lines.flatMap((line) => /^durable (\d+) (\d+)$/.exec(line) ?? []).length / 3;
  const journal = await place.open();
  const size = Number((await journal.proofOf(0).catch(() => undefined))?.checkpoint.split("\n")[1] ?? 0);
  expect(size).toBeGreaterThanOrEqual(durable);
  const trust = await place.trust();
  for (const line of child.lines) {
    const [, index, seq] = /^durable (\d+) (\d+)$/.exec(line) ?? [];
    if (index === undefined) continue;
    expect((await journal.proofOf(Number(index))).details).toEqual({ seq: Number(seq) });
  }
  for (let index = Math.max(0, size - 60); index < size; index++) {
    await verifyLogProof(await journal.proofOf(index), trust);
  }
  const next = await journal.append("hold_ended", { recordingId: "11".repeat(16) });
  expect(next).toBe(size);
  await verifyLogProof(await journal.proofOf(next), trust);
  await place.close();
  return durable;
}

test("kill -9 between the steps of writing: row, bundle, tile, head", { timeout: 600_000 }, async () => {
  const whole = await TestJournal.create();
  const finished = await start(whole, "never");
  const steps = Number((await finished.waitForLine(/^done /, 60_000)).slice("done ".length));
  await whole.remove();
  const stride = Math.ceil(steps / amount({ quick: 4, long: steps }));
  let kills = 0;
  for (let first = 0; first < steps; first += 2 * stride) {
    const runs = [first, first + stride].filter((step) => step < steps);
    await Promise.all(
      runs.map(async (step) => {
        const place = await TestJournal.create();
        await expectKept(place, await start(place, String(step)));
        await place.remove();
        kills += 1;
      }),
    );
  }
  figure("journal: kill -9 at a step of writing", `${kills} of ${steps} steps`);
});

test("kill -9 at any moment, again and again over the same log", { timeout: 600_000 }, async () => {
  const place = await TestJournal.create();
  let durable = 0;
  const rounds = amount({ quick: 2, long: 150 });
  for (let round = 0; round < rounds; round++) {
    const child = await start(place);
    await child.waitForLine(/^durable /, 60_000);
    await sleep((round * 37) % 211);
    child.signal("SIGKILL");
    durable += await expectKept(place, child);
  }
  figure("journal: kill -9 at any moment", `${rounds} kills, ${durable} acknowledged leaves kept`);
  expect(join(place.folder, "log")).toBe(place.logDirectory);
  await place.remove();
});
