import { policy } from "@ferndiagnose/protocol";
import { systemClock } from "@ferndiagnose/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PortalUnderTest } from "./testing/portal-under-test.ts";
import type { ScriptedClient } from "./testing/scripted-client.ts";

const tries = 200;
/**
 * Medians over interleaved tries on a machine that does other things too. A difference that a guesser could use over a
 * network would have to be many times this.
 */
const tolerance = { ratio: 1.25, ms: 0.15 };

const plenty = { attempts: 100_000, windowMs: 60_000 };

let portal: PortalUnderTest;
let aheadMs = 0;
let keys: Record<"unknown" | "used" | "expired", string>;

/** A difference that is there is there every time; one that something else on the machine made is not. */
const again = { retry: 2 };

/** Expired means here: the clock says so, and nothing has tidied the key away yet. */
beforeAll(async () => {
  portal = await PortalUnderTest.start({
    clock: { now: () => Date.now() + aheadMs, setTimer: systemClock.setTimer },
    options: { budgets: { keysPerAddress: plenty, keysOverall: plenty } },
  });
  await portal.recorder();
  const cookie = await portal.signIn();
  const expired = (await portal.newSession(cookie)).key;
  aheadMs += policy.KEY_LIFETIME_MS + 1;
  const used = (await portal.newSession(cookie)).key;
  const customer = await portal.customer();
  customer.say({ type: "join", version: 1, key: used });
  await customer.take("joined");
  const live = (await portal.newSession(cookie)).key;
  const unknown = ["0000000", "5555555"].find((key) => ![expired, used, live].includes(key)) ?? "9999999";
  keys = { unknown, used, expired };
});
afterAll(() => portal.stop());

describe("unknown, used and expired keys", () => {
  it("get the same answer to the byte on the page's way in", async () => {
    const answers = new Set<string>();
    for (const key of Object.values(keys)) {
      const response = await portal.checkKey(key);
      const headers = [...response.headers].filter(([name]) => name !== "date");
      answers.add(JSON.stringify([response.status, headers, await response.text()]));
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain("key_not_accepted");
  });

  it("get the same answer to the byte on the socket", async () => {
    const answers = new Set<string>();
    for (const key of Object.values(keys)) answers.add(JSON.stringify(await refusedJoin(await portal.customer(), key)));
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain("key_not_accepted");
  });

  it("take the same time on the page's way in", again, async () => {
    await expectSameTime(async (key) => void (await (await portal.checkKey(key)).text()));
  });

  it("take the same time on the socket", again, async () => {
    const customer = await portal.customer();
    await expectSameTime(async (key) => void (await refusedJoin(customer, key)));
  });
});

it("a used key never joins again, however many try at once", async () => {
  const cookie = await portal.signIn();
  const { key } = await portal.newSession(cookie);
  const crowd = await Promise.all(Array.from({ length: 20 }, () => portal.customer()));
  for (const customer of crowd) customer.say({ type: "join", version: 1, key });
  const types = await Promise.all(
    crowd.map((customer) =>
      Promise.race([customer.take("joined").then(() => "joined"), customer.takeProblem()]).catch(() => "nothing"),
    ),
  );
  expect(types.filter((type) => type === "joined")).toHaveLength(1);
  expect(types.filter((type) => type === "key_not_accepted")).toHaveLength(crowd.length - 1);
});

async function refusedJoin(customer: ScriptedClient, key: string): Promise<unknown> {
  customer.say({ type: "join", version: 1, key });
  return customer.take("problem");
}

/** Interleaved, in an order that changes, so that whatever slows the machine slows all of them alike. */
async function expectSameTime(ask: (key: string) => Promise<void>): Promise<void> {
  const names = Object.keys(keys) as (keyof typeof keys)[];
  const times: Record<string, number[]> = { unknown: [], used: [], expired: [] };
  for (let round = -20; round < tries; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + 20 + turn) % names.length] ?? "unknown";
      const startedAt = performance.now();
      await ask(keys[name]);
      if (round >= 0) times[name]?.push(performance.now() - startedAt);
    }
  }
  const medians = Object.values(times).map((values) => values.sort((a, b) => a - b)[tries >> 1] ?? 0);
  expect(Math.max(...medians)).toBeLessThan(Math.min(...medians) * tolerance.ratio + tolerance.ms);
}
