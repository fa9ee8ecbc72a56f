import { RateLimiterMemory } from "rate-limiter-flexible";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GuessBudget } from "./guess-budget.ts";

const windowMs = 600_000;
const limit = (attempts: number) => ({ attempts, windowMs });
const limits = { perAddress: limit(10), perNetwork: limit(40), overall: limit(100), reserve: limit(50) };

async function accepted(budget: GuessBudget, addresses: readonly string[]): Promise<number> {
  let count = 0;
  for (const address of addresses) {
    try {
      await budget.spend(address);
      count++;
    } catch {
      // Refused: what is counted are the others.
    }
  }
  return count;
}

const addresses = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `192.0.${from}.${index}`);

describe("GuessBudget", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("lets who has not failed yet in when guessers have used up what everybody has", async () => {
    const budget = new GuessBudget(limits, new Uint8Array(32));
    const guessers = addresses(20);
    expect(await accepted(budget, Array.from({ length: 20 }, () => guessers).flat())).toBe(100);
    const giveBack = await budget.spend("198.51.100.1");
    await giveBack();
    await (await budget.spend("198.51.100.1"))();
    await budget.spend("198.51.100.2");
    await expect(budget.spend("198.51.100.2")).rejects.toMatchObject({ code: "too_many_attempts" });
    await expect(budget.spend(guessers[0] ?? "")).rejects.toMatchObject({ code: "too_many_attempts" });
  });

  it("has an end to that as well, and a new beginning", async () => {
    const budget = new GuessBudget(limits, new Uint8Array(32));
    expect(await accepted(budget, [...addresses(200), ...addresses(200, 1)])).toBe(150);
    await expect(budget.spend("198.51.100.1")).rejects.toMatchObject({ code: "too_many_attempts" });
    vi.advanceTimersByTime(windowMs + 1);
    await budget.spend("198.51.100.1");
  });

  it("counts the many networks of one owner of IPv6 together", async () => {
    const budget = new GuessBudget({ ...limits, overall: limit(1_000) }, new Uint8Array(32));
    const networks = Array.from({ length: 200 }, (_, index) => `2001:db8:7:${index.toString(16)}`);
    expect(await accepted(budget, networks)).toBe(40);
    await budget.spend("2001:db8:8:1");
    // Of a network that is refused, no address is remembered: each entry has a timer that forgets it.
    const entries = vi.getTimerCount();
    expect(entries).toBeGreaterThan(40);
    const more = Array.from({ length: 500 }, (_, index) => `2001:db8:7:${(index + 1_000).toString(16)}`);
    expect(await accepted(budget, more)).toBe(0);
    expect(vi.getTimerCount()).toBe(entries);
  });

  it("takes nothing from a network for what one address of it may not", async () => {
    const budget = new GuessBudget({ ...limits, overall: limit(1_000) }, new Uint8Array(32));
    expect(await accepted(budget, Array(100).fill("2001:db8:7:1"))).toBe(10);
    const neighbours = Array.from({ length: 100 }, (_, index) => `2001:db8:7:${(index + 2).toString(16)}`);
    expect(await accepted(budget, neighbours)).toBe(30);
  });

  it("keeps no addresses but hashed ones", async () => {
    const budget = new GuessBudget(limits, new Uint8Array(32));
    const kept = vi.spyOn(RateLimiterMemory.prototype, "consume");
    await budget.spend("192.0.2.77");
    expect(kept.mock.calls.length).toBeGreaterThan(2);
    for (const [key] of kept.mock.calls) expect(key).toMatch(/^[\w-]{43}$/);
    kept.mockRestore();
  });
});
