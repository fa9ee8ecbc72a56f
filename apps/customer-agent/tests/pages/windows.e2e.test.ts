import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { patience, Stage } from "../stage.ts";

const run = promisify(execFile);
const pictures = path.join(import.meta.dirname, "../../../../test-results/customer-windows");

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
  await mkdir(pictures, { recursive: true });
});
afterAll(async () => {
  await stage?.close();
});

const key = (keys: string) => run("xdotool", ["key", keys], { env: stage.display.env });
const picture = (name: string) =>
  run("import", ["-window", "root", path.join(pictures, `real-${name}.png`)], { env: stage.display.env });
const widthOf = (page: Page) => page.evaluate("innerWidth") as Promise<number>;

interface Bar {
  bounds: { x: number; y: number; width: number; height: number };
  isOnTop: boolean;
  isStepsVisible: boolean;
  stepsTop: number;
}

function bar(): Promise<Bar> {
  return stage.program.app.evaluate(({ BrowserWindow }) => {
    const windows = BrowserWindow.getAllWindows();
    const named = (name: string) => windows.find(({ webContents }) => webContents.getURL().includes(`/${name}.html`));
    const [status, steps] = [named("status"), named("steps")];
    if (!status || !steps) throw new Error("a window is missing");
    return {
      bounds: status.getBounds(),
      isOnTop: status.isAlwaysOnTop(),
      isStepsVisible: steps.isVisible(),
      stepsTop: steps.getContentBounds().y,
    };
  });
}

/** The bar's contents need as much as its window has, and the window is on the screen. */
async function expectFitting(status: Page, zoom: number): Promise<Bar> {
  const contents = async () =>
    Math.ceil(((await status.evaluate("document.documentElement.scrollHeight")) as number) * zoom);
  await expect.poll(async () => (await bar()).bounds.height - (await contents()), patience).toBeGreaterThanOrEqual(0);
  const now = await bar();
  expect(now.bounds.height - (await contents())).toBeLessThanOrEqual(zoom);
  expect(now.bounds.x).toBeGreaterThanOrEqual(0);
  expect(now.bounds.x + now.bounds.width).toBeLessThanOrEqual(1_280);
  expect(now.isOnTop).toBe(true);
  return now;
}

test("windows grow with the keys for it; the bar is as high as its contents; the choice opens beside it", async () => {
  const { program, portal } = stage;
  const { steps } = program;
  const usual = await widthOf(steps);
  for (let times = 0; times < 4; times++) await key("ctrl+plus");
  await expect.poll(() => widthOf(steps), patience).toBe(Math.round(1_240 / 2));
  await picture("zoom200-key");

  // The large bar covers what the stage looks for in the picture; being connected is enough here.
  await program.join();
  portal.admit();
  await program.agree();
  await program.choose("Nur zusehen");
  await portal.heard("consent_given");
  portal.arm();
  portal.startHeart();
  const status = await program.page("status", patience.timeout);
  portal.send({ type: "viewers", count: 1 });
  const zoomed = await expectFitting(status, 2);
  await picture("zoom200-live");
  portal.send({ type: "rights_requested", request: "control" });
  await status.getByRole("button", { name: "Nein" }).waitFor();
  await expect.poll(async () => (await bar()).bounds.height, patience).toBeGreaterThan(zoomed.bounds.height);
  await expectFitting(status, 2);
  await picture("zoom200-question");
  await status.getByRole("button", { name: "Nein" }).press("Escape");

  await status.getByRole("button", { name: "Was gezeigt wird" }).click();
  await expect.poll(async () => (await bar()).isStepsVisible, patience).toBe(true);
  await steps.getByRole("heading", { name: "Was soll" }).waitFor();
  await picture("zoom200-changing");
  const changing = await bar();
  expect(changing.stepsTop).toBeGreaterThanOrEqual(changing.bounds.y + changing.bounds.height);
  await steps.bringToFront();
  await key("ctrl+0");
  await expect.poll(() => widthOf(steps), patience).toBe(usual);
  const small = await expectFitting(status, 1);
  expect(small.bounds.height).toBeLessThan(100);
  await picture("changing");
  // Closing this window changes nothing and ends nothing.
  await program.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()
      .find(({ webContents }) => webContents.getURL().includes("/steps.html"))
      ?.close();
  });
  await expect.poll(async () => (await bar()).isStepsVisible, patience).toBe(false);
  await picture("live");
  expect(program.logged("session.stopped")).toBeUndefined();
  expect(await steps.locator("main").count()).toBe(0);
});
