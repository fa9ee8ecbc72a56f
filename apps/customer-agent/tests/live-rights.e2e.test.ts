import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { patience, Stage } from "./stage.ts";

let stage: Stage;
let status: Page;

beforeEach(async () => {
  stage = await Stage.open();
  status = await stage.goLive("Zusehen und bedienen");
});

afterEach(async () => {
  await stage?.close();
});

const press = (name: string) => status.getByRole("button", { name }).click();
const lastRights = () => stage.portal.of("rights_changed").at(-1)?.rights;
const lastPause = () => stage.portal.of("set_paused").at(-1)?.paused;
/** On a busy computer the picture's process, and with it the connection, may have been replaced just now. */
const type = async (text: string) => {
  await expect.poll(() => stage.other.isReady(), patience).toBe(true);
  await stage.other.say("input", { type: "text", text });
};
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Once what was on its way has been shown: soon, or there is no standstill. */
const standingFrames = async () => {
  let before = -1;
  await expect
    .poll(
      async () => {
        const now = await stage.other.framesReceived();
        const isStanding = now === before;
        before = now;
        return isStanding;
      },
      { timeout: 3_000, interval: 300 },
    )
    .toBe(true);
  return before;
};
const typed = (since: number) => stage.target.events.slice(since).filter((event) => event.event === "key").length;

test("pause, another choice, and the technician's questions", async () => {
  const { portal, other, target, program } = stage;
  await press("Pause");
  await expect.poll(lastPause, patience).toBe(true);
  const frames = await standingFrames();
  const heard = target.events.length;
  await type("nein");
  await wait(500);
  expect(await other.framesReceived()).toBeLessThanOrEqual(frames);
  expect(typed(heard)).toBe(0);

  portal.send({ type: "rights_requested", request: "view" });
  await press("Nein");
  expect(lastPause()).toBe(true);
  await press("Weiter zeigen");
  await expect.poll(lastPause, patience).toBe(false);
  await expect.poll(() => other.framesReceived(), patience).toBeGreaterThan(frames);

  await press("Was gezeigt wird");
  await expect.poll(lastPause, patience).toBe(true);
  await program.steps.getByRole("button", { name: "Alles lassen, wie es ist" }).click();
  await expect.poll(lastPause, patience).toBe(false);

  await press("Was gezeigt wird");
  await program.steps.getByRole("button", { name: /Nur zusehen/ }).click();
  await expect.poll(lastRights, patience).toMatchObject({ control: false });
  await expect.poll(lastPause, patience).toBe(false);
  // It asked a moment ago and heard no: the customer is left in peace.
  portal.send({ type: "rights_requested", request: "control" });
  await wait(500);
  expect(await status.getByRole("button", { name: "Nein" }).count()).toBe(0);
  expect(program.logged("session.stopped")).toBeUndefined();
});

test("back within a minute: paused as it was, and no more than before", async () => {
  const { portal, other, target } = stage;
  await press("Pause");
  await expect.poll(lastPause, patience).toBe(true);
  portal.cut();
  await status.getByRole("radio", { name: "Nur zusehen" }).click();
  await portal.heard("resume");
  await expect.poll(lastRights, patience).toMatchObject({ control: false });
  expect(lastPause()).toBe(true);
  portal.send({ type: "viewers", count: 1 });
  portal.send({ type: "heartbeat", heartbeat: portal.heartbeat() });
  await wait(500);
  const frames = await standingFrames();
  await wait(500);
  expect(await other.framesReceived()).toBeLessThanOrEqual(frames);
  await press("Weiter zeigen");
  await expect.poll(() => other.framesReceived(), patience).toBeGreaterThan(frames);
  const heard = target.events.length;
  await type("nein");
  await wait(500);
  expect(typed(heard)).toBe(0);
});
