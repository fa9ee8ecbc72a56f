import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AttemptBudget } from "./attempt-budget.ts";

const minuteMs = 60_000;
const secret = new Uint8Array(32);

async function spendUntilRefused(budget: AttemptBudget, subjects: string[], limit = 1000): Promise<number> {
  for (let count = 0; count < limit; count++) {
    try {
      await budget.spend(subjects);
    } catch {
      return count;
    }
  }
  return limit;
}

describe("AttemptBudget", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("refuses one address after its attempts, and no other", async () => {
    const budget = new AttemptBudget([{ attempts: 3, windowMs: minuteMs }], secret);
    expect(await spendUntilRefused(budget, ["192.0.2.1"])).toBe(3);
    expect(await spendUntilRefused(budget, ["192.0.2.2"])).toBe(3);
  });

  it("says when to come back, and lets in again then", async () => {
    const budget = new AttemptBudget([{ attempts: 1, windowMs: minuteMs }], secret);
    await budget.spend(["192.0.2.1"]);
    vi.advanceTimersByTime(20_000);
    await expect(budget.spend(["192.0.2.1"])).rejects.toMatchObject({
      code: "too_many_attempts",
      retryAfterSeconds: 40,
    });
    vi.advanceTimersByTime(40_001);
    await budget.spend(["192.0.2.1"]);
  });

  it("has a budget for everybody together that a refused address does not drain", async () => {
    const limits = [
      { attempts: 2, windowMs: minuteMs },
      { attempts: 5, windowMs: minuteMs },
    ];
    const budget = new AttemptBudget(limits, secret);
    for (let attempt = 0; attempt < 50; attempt++) await budget.spend(["192.0.2.1", "all"]).catch(() => undefined);
    expect(await spendUntilRefused(budget, ["192.0.2.2", "all"])).toBe(2);
    expect(await spendUntilRefused(budget, ["192.0.2.3", "all"])).toBe(1);
  });

  it("gives an attempt back after a success", async () => {
    const budget = new AttemptBudget([{ attempts: 1, windowMs: minuteMs }], secret);
    for (let count = 0; count < 5; count++) await (await budget.spend(["192.0.2.1"]))();
    await budget.spend(["192.0.2.1"]);
  });
});
