import { FakeClock } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import type { Log } from "../log.ts";
import { KillSwitch, type KillSwitchPorts } from "./kill-switch.ts";

const silent: Log = { info: () => {}, warn: () => {} };

function killSwitch(parts: Partial<KillSwitchPorts> = {}): { order: string[]; kill: KillSwitch; clock: FakeClock } {
  const order: string[] = [];
  const clock = new FakeClock(0);
  const kill = new KillSwitch({
    clock,
    log: silent,
    blockInput: () => void order.push("block"),
    killCapture: () => {
      order.push("kill");
      return Promise.resolve();
    },
    releaseInput: () => void order.push("release"),
    tell: (reason) => void order.push(`tell ${reason}`),
    ...parts,
  });
  return { order, kill, clock };
}

test("everything happens in one turn, and in this order", () => {
  const { order, kill } = killSwitch();
  void kill.throw("customer_f11");
  expect(order).toEqual(["block", "kill", "release", "tell customer_f11"]);
  expect(kill.isThrown).toBe(true);
});

test("a process that does not go does not keep the rest from happening", () => {
  const { order, kill } = killSwitch({ killCapture: () => new Promise(() => {}) });
  void kill.throw("customer_off");
  expect(order).toEqual(["block", "release", "tell customer_off"]);
});

test("no failing step keeps another from happening", async () => {
  const fail = () => {
    throw new Error("broken");
  };
  const { order, kill } = killSwitch({
    blockInput: fail,
    releaseInput: fail,
    killCapture: () => Promise.reject(new Error()),
  });
  const report = await kill.throw("customer_off");
  expect(order).toEqual(["tell customer_off"]);
  expect(report.reason).toBe("customer_off");
});

test("the first reason counts, and it is done once", async () => {
  const { order, kill } = killSwitch();
  const first = kill.throw("customer_f11");
  expect(await kill.throw("technician_ended")).toBe(await first);
  expect(order.filter((step) => step.startsWith("tell"))).toEqual(["tell customer_f11"]);
});

test("the report says how long it took", async () => {
  let gone: () => void = () => {};
  const { kill, clock } = killSwitch({ killCapture: () => new Promise((resolve) => (gone = resolve)) });
  const stopping = kill.throw("customer_f11");
  clock.advance(12);
  gone();
  expect(await stopping).toEqual({ reason: "customer_f11", inputStoppedMs: 0, captureKilledMs: 0, captureGoneMs: 12 });
});
