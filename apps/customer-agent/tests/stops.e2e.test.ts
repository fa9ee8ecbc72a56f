import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { policy } from "@ferndiagnose/protocol";
import { amount, figure } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { CpuLoad, median, worst } from "./local-effect.ts";
import { patience, Stage } from "./stage.ts";

const run = promisify(execFile);

/** How it is stopped, and what is broken meanwhile. */
const ways = [
  { by: "F11", broken: "nothing" },
  { by: "off", broken: "the server hangs" },
  { by: "F11", broken: "the status bar hangs" },
  { by: "off", broken: "the picture's process hangs" },
  { by: "window", broken: "nothing" },
  { by: "F11", broken: "the picture's process hangs" },
  { by: "off", broken: "CPU load 2.0" },
  { by: "F11", broken: "CPU load 2.0" },
] as const;

type Way = (typeof ways)[number];

async function stopOnce({ by, broken }: Way): Promise<{ inputMs: number; pictureMs: number }> {
  const stage = await Stage.open();
  let load: CpuLoad | undefined;
  try {
    const status = await stage.goLive("Zusehen und bedienen");
    const { program, portal, other } = stage;
    if (broken === "the server hangs") portal.hang();
    if (broken === "the status bar hangs") stage.freeze(await program.processOf("status"));
    if (broken === "the picture's process hangs") stage.freeze(await program.processOf("capture"));
    if (broken === "CPU load 2.0") load = new CpuLoad();
    if (by === "F11") await run("xdotool", ["key", "F11"], { env: stage.display.env });
    else if (by === "off") {
      // The window goes with the press, often before the click is acknowledged.
      await status
        .getByRole("button", { name: "Sitzung sofort beenden" })
        .click()
        .catch(() => undefined);
    } else {
      await program.app.evaluate(({ BrowserWindow }) => {
        const bar = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes("/status.html"));
        bar?.close();
      });
    }
    await expect.poll(() => program.logged("session.stopped"), patience).toBeDefined();
    const line = program.logged("session.stopped");
    const reasons = { F11: "customer_f11", off: "customer_off", window: "customer_closed_window" };
    expect(line?.["reason"]).toBe(reasons[by]);
    const packets = await other.packetsReceived();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await other.packetsReceived()).toBe(packets);
    return { inputMs: Number(line?.["inputStoppedMs"]), pictureMs: Number(line?.["captureKilledMs"]) };
  } finally {
    await load?.stop();
    await stage.close();
  }
}

test("off is off within 100 ms, whatever hangs", async () => {
  const count = amount({ quick: 2, long: 50 });
  const stops: { inputMs: number; pictureMs: number }[] = [];
  for (let round = 0; round < count; round++) stops.push(await stopOnce(ways[round % ways.length] ?? ways[0]));
  const effects = stops.map(({ inputMs, pictureMs }) => Math.max(inputMs, pictureMs));
  figure("promise 5: stops", count);
  figure("promise 5: local effect, median and worst (ms)", `${median(effects)} and ${worst(effects)}`);
  expect(worst(effects)).toBeLessThan(policy.STOP_WITHIN_MS);
});
