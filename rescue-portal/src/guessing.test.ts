import { randomInt } from "node:crypto";
import { Agent, request } from "node:http";
import { amount, figure } from "@ferndiagnose/testkit";
import { afterEach, expect, it, vi } from "vitest";
import { GuessBudget } from "./budgets/guess-budget.ts";
import { openSqliteDatabase } from "./index.ts";
import { KeyDesk } from "./keys/key-desk.ts";
import { defaultBudgets } from "./portal-budgets.ts";
import { PortalUnderTest } from "./testing/portal-under-test.ts";

const guesserAddresses = 1_000;
const liveKeys = 500;
const checkedAtMost = defaultBudgets.keysOverall.attempts + defaultBudgets.keysReserve.attempts;

afterEach(() => void vi.useRealTimers());

const addressOf = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
const randomKey = () => String(randomInt(10_000_000)).padStart(7, "0");

it("100,000 keys from 1,000 addresses within the life of 500 keys: few are looked up at all, and customers get in", async () => {
  const guesses = 100_000;
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  const database = openSqliteDatabase(":memory:");
  await database.migrate();
  const random = (length: number) => Uint8Array.from({ length }, () => randomInt(256));
  const keys = new KeyDesk({ database, random, clock: { now: Date.now, setTimer: unused } }, new Uint8Array(32));
  const live = await issueFor(database, keys);
  const { keysPerAddress: perAddress, keysPerNetwork: perNetwork } = defaultBudgets;
  const { keysOverall: overall, keysReserve: reserve } = defaultBudgets;
  const budget = new GuessBudget({ perAddress, perNetwork, overall, reserve }, new Uint8Array(32));

  let [checked, hits, customersIn] = [0, 0, 0];
  for (let guess = 0; guess < guesses; guess++) {
    if (guess % 1_000 === 0) vi.advanceTimersByTime(5_000);
    if (await isLetThrough(budget, addressOf(guess % guesserAddresses))) {
      checked++;
      if ((await keys.recognise(randomKey() as never)) !== undefined) hits++;
    }
    const customer = guess % (guesses / liveKeys) === 0 ? guess / (guesses / liveKeys) : undefined;
    if (customer === undefined) continue;
    const giveBack = await budget.spend(addressOf(1_000_000 + customer));
    if ((await keys.recognise(live[customer] as never)) !== undefined) customersIn++;
    await giveBack();
  }
  figure("guessed keys that were looked up, of 100,000 from 1,000 addresses in 8 min", checked);
  figure("… live keys found among 500 (expected: 0.1)", hits);
  figure("real customers let in meanwhile, of 500", customersIn);
  expect(checked).toBeLessThanOrEqual(checkedAtMost);
  expect(checked).toBeGreaterThan(0);
  // With at most 3,000 looked up, more than three hits are less likely than one in a hundred thousand.
  expect(hits).toBeLessThanOrEqual(3);
  expect(customersIn).toBe(liveKeys);
  await database.close();
}, 120_000);

it("the same over HTTP and the program's socket, with the budgets that operators get", async () => {
  const budgets = { sessionsPerAccount: { attempts: liveKeys, windowMs: 600_000 } };
  const guesses = amount({ quick: 2_000, long: 100_000 });
  const portal = await PortalUnderTest.start({ options: { trustedProxies: 1, budgets } });
  await portal.recorder("0".repeat(32), liveKeys);
  const cookie = await portal.signIn();
  const live: string[] = [];
  for (let index = 0; index < liveKeys; index++) live.push((await portal.newSession(cookie)).key);

  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const ask = (key: string, address: string) => checkKey(portal.urls.publicUrl, agent, key, address);
  const outcomes: Record<string, number> = {};
  let next = 0;
  const guesser = async () => {
    while (next < guesses) {
      const guess = next++;
      const { status } = await ask(randomKey(), addressOf(guess % guesserAddresses));
      outcomes[status] = (outcomes[status] ?? 0) + 1;
    }
  };
  const slowest = { ms: 0 };
  const customers = async () => {
    for (const [index, key] of live.slice(0, 50).entries()) {
      const startedAt = performance.now();
      const answer = await ask(key, addressOf(1_000_000 + index));
      slowest.ms = Math.max(slowest.ms, performance.now() - startedAt);
      expect(answer.status).toBe(200);
      const customer = await portal.customer({ "x-forwarded-for": addressOf(1_000_000 + index) });
      customer.say({ type: "join", version: 1, key });
      await customer.take("joined");
      customer.cut();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  await Promise.all([...Array.from({ length: 16 }, guesser), customers()]);
  agent.destroy();
  const { 404: unknown = 0, 429: refused = 0, 200: hit = 0 } = outcomes;
  figure(`keys guessed over HTTP from 1,000 addresses against ${liveKeys} live ones`, guesses);
  figure("… looked up", unknown + hit);
  figure("… sent away unseen", refused);
  figure("… live keys found", hit);
  figure("… slowest answer to a real customer meanwhile, ms", Math.round(slowest.ms));
  expect(unknown + hit).toBeLessThanOrEqual(checkedAtMost);
  expect(unknown + hit + refused).toBe(guesses);
  expect(portal.logLines.join("")).not.toContain('"10.');
  await portal.stop();
}, 300_000);

async function isLetThrough(budget: GuessBudget, address: string): Promise<boolean> {
  try {
    await budget.spend(address);
    return true;
  } catch {
    // Sent away: what the test counts.
    return false;
  }
}

async function issueFor(database: ReturnType<typeof openSqliteDatabase>, keys: KeyDesk): Promise<string[]> {
  const { tables } = database;
  const account = { name: "t", display_name: "T", role: "technician" as const, password_hash: null, created_at: 0 };
  await tables.insertInto("accounts").values(account).execute();
  const live: string[] = [];
  for (let index = 0; index < liveKeys; index++) {
    await tables
      .insertInto("sessions")
      .values({ ...emptySession, id: `s${index}`, technician_account: "t" })
      .execute();
    live.push((await keys.issue(tables, `s${index}` as never)).key);
  }
  return live;
}

const emptySession = {
  created_at: 0,
  ended_at: null,
  check_code: null,
  resume_token_hash: null,
  recorder_instance: null,
  receipt_proof_hash: null,
  customer_hmac: null,
};

function unused(): never {
  throw new Error("No timer is set here.");
}

function checkKey(url: string, agent: Agent, key: string, address: string): Promise<{ status: number }> {
  const body = JSON.stringify({ key });
  const headers = { "content-type": "application/json", "content-length": body.length, "x-forwarded-for": address };
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/api/v1/keys/check`, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0 }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
