import fc from "fast-check";
import { expect, test } from "vitest";
import { type GateState, nextGateState } from "./gate.ts";

test("more than 3 s freezes, less than 1 s opens again, more than 10 s is over", () => {
  expect(nextGateState("open", 3_000)).toBe("open");
  expect(nextGateState("open", 3_001)).toBe("frozen");
  expect(nextGateState("frozen", 2_000)).toBe("frozen");
  expect(nextGateState("frozen", 1_000)).toBe("open");
  expect(nextGateState("frozen", 10_000)).toBe("frozen");
  expect(nextGateState("frozen", 10_001)).toBe("over");
  expect(nextGateState("open", 60_000)).toBe("over");
});

test("whatever the lags, nothing is open above 3 s and nothing comes back from over", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 })), (lags) => {
      let state: GateState = "open";
      let wasOver = false;
      for (const lagMs of lags) {
        state = nextGateState(state, lagMs);
        wasOver ||= lagMs > 10_000;
        if (lagMs > 3_000) expect(state).not.toBe("open");
        expect(state === "over").toBe(wasOver);
      }
    }),
  );
});
