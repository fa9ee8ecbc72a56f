import type { Heartbeat } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { AnchorKeeper } from "./anchor-keeper.ts";

const heartbeat = (monoMs: number) => ({ monoMs, frameSeq: Math.floor(monoMs / 1_000) }) as Heartbeat;
const times = (keeper: AnchorKeeper) => keeper.all.map(({ monoMs }) => monoMs);

test("keeps one head every ten seconds, and the very last", () => {
  const keeper = new AnchorKeeper();
  for (let second = 0; second <= 35; second++) keeper.keep(heartbeat(second * 1_000));
  expect(times(keeper)).toEqual([0, 10_000, 20_000, 30_000, 35_000]);
});

test("gaps take nothing away, and nothing is kept twice", () => {
  const keeper = new AnchorKeeper();
  expect(keeper.all).toEqual([]);
  for (const monoMs of [400, 9_000, 31_000, 32_000, 41_000]) keeper.keep(heartbeat(monoMs));
  expect(times(keeper)).toEqual([400, 31_000, 41_000]);
});

test("a recording without an end fills no memory", () => {
  const keeper = new AnchorKeeper();
  for (let anchor = 0; anchor < 60_000; anchor++) keeper.keep(heartbeat(anchor * 10_000));
  expect(keeper.all).toHaveLength(50_000);
  expect(keeper.all.at(-1)?.monoMs).toBe(599_990_000);
});
