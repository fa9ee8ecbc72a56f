import { setTimeout as sleep } from "node:timers/promises";
import { policy } from "@ferndiagnose/protocol";
import { amount, figure } from "@ferndiagnose/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CpuLoad, clickAway, median, pressKey, worst } from "./local-effect.ts";
import { patience, Stage } from "./stage.ts";

const reasons = { F11: "customer_f11", off: "customer_off", window: "customer_closed_window" } as const;
type By = keyof typeof reasons;

interface Way {
  readonly by: By;
  /** Stands still meanwhile. */
  readonly frozen?: "status" | "capture";
  readonly isServerHung?: true;
  readonly isLoaded?: true;
}

/** How it is stopped, and what is broken meanwhile. */
const groups: Readonly<Record<string, readonly Way[]>> = {
  "nothing broken": [{ by: "F11" }, { by: "off" }, { by: "window" }],
  "server stopped": [
    { by: "off", isServerHung: true },
    { by: "F11", isServerHung: true },
  ],
  "renderer stopped": [
    { by: "F11", frozen: "status" },
    { by: "off", frozen: "capture" },
  ],
  "CPU load 2.0": [
    { by: "off", isLoaded: true },
    { by: "F11", isLoaded: true },
  ],
};

interface Stop {
  /** In the program, from the trigger until input is blocked and the picture's process killed. */
  readonly localMs: number;
  /** … until the end of the picture's process was seen. */
  readonly goneMs: number;
  /** From just before the press, whatever brings it to the program, until the same. */
  readonly sincePressMs: number;
}

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.setUp();
});

afterAll(() => stage?.close());

/** The wall time just before it. */
function press(by: By, status: Page): Promise<number> {
  switch (by) {
    case "F11":
      return pressKey("F11", stage.display);
    case "off":
      return clickAway(status.getByRole("button", { name: "Sitzung sofort beenden" }));
    case "window":
      return stage.program.app.evaluate(({ BrowserWindow }) => {
        const closedAt = Date.now();
        const isBar = (one: Electron.BrowserWindow) => one.webContents.getURL().includes("/status.html");
        BrowserWindow.getAllWindows().find(isBar)?.close();
        return closedAt;
      });
    default:
      return by satisfies never;
  }
}

async function stopOnce({ by, frozen, isServerHung, isLoaded }: Way): Promise<Stop> {
  await stage.startProgram();
  const status = await stage.goLive("Zusehen und bedienen");
  const { program, portal } = stage;
  if (isServerHung) portal.hang();
  if (frozen) stage.freeze(await program.processOf(frozen));
  const load = isLoaded ? await CpuLoad.start() : undefined;
  try {
    const pressedAt = await press(by, status);
    await expect.poll(() => program.logged("session.stopped"), patience).toBeDefined();
    const line = program.logged("session.stopped") ?? {};
    expect(line["reason"]).toBe(reasons[by]);
    await expect.poll(packetsComing, patience).toBe(0);
    return {
      localMs: Math.max(Number(line["inputStoppedMs"]), Number(line["captureKilledMs"])),
      goneMs: Number(line["captureGoneMs"]),
      sincePressMs: Number(line["time"]) - pressedAt,
    };
  } finally {
    await load?.stop();
  }
}

async function packetsComing(): Promise<number> {
  const before = await stage.other.packetsReceived();
  await sleep(200);
  return (await stage.other.packetsReceived()) - before;
}

const shown = (values: readonly number[]) => `${median(values)} and ${worst(values)}`;

test.each(Object.entries(groups))("off is off within 100 ms: %s", async (name, ways) => {
  const count = amount({ quick: ways.length, long: 50 });
  const stops: Stop[] = [];
  for (let round = 0; round < count; round++) stops.push(await stopOnce(ways[round % ways.length] ?? { by: "F11" }));
  const effects = stops.map(({ localMs }) => localMs);
  figure(`promise 5, ${name}: stops`, count);
  figure(`promise 5, ${name}: local effect, median and worst (ms)`, shown(effects));
  figure(`promise 5, ${name}: picture's process gone, the same (ms)`, shown(stops.map(({ goneMs }) => goneMs)));
  figure(`promise 5, ${name}: from the press on, the same (ms)`, shown(stops.map(({ sincePressMs }) => sincePressMs)));
  for (const { localMs, goneMs, sincePressMs } of stops) {
    expect([localMs, goneMs, sincePressMs].every(Number.isFinite)).toBe(true);
  }
  expect(worst(effects)).toBeLessThan(policy.STOP_WITHIN_MS);
});
