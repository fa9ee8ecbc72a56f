import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { patience, Stage } from "./stage.ts";

let stage: Stage;
let status: Page;

beforeEach(async () => {
  stage = await Stage.open();
  status = await stage.goLive("Nur zusehen");
});

afterEach(async () => {
  await stage?.close();
});

/**
 * Of every picture that arrives from now on: how much of its middle is as light as our pages are. The pattern behind them
 * has no such colour there.
 */
const watchMiddle = `
  window.lightShares = [];
  const video = document.querySelector("video");
  const context = new OffscreenCanvas(160, 100).getContext("2d", { willReadFrequently: true });
  const look = () => {
    context.drawImage(video, 0, 0, 160, 100);
    const { data } = context.getImageData(40, 40, 80, 35);
    let light = 0;
    for (let at = 0; at < data.length; at += 4) if (Math.min(data[at], data[at + 1], data[at + 2]) > 225) light++;
    lightShares.push(light / (data.length / 4));
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
`;

test("the page on which the customer chose is gone before there is a picture again", async () => {
  const { other, portal, program } = stage;
  await other.page.evaluate(watchMiddle);
  const pictures = (): Promise<number[]> => other.page.evaluate("window.lightShares");
  for (const answer of ["Alles lassen, wie es ist", /Nur zusehen/]) {
    await status.getByRole("button", { name: "Was gezeigt wird" }).click();
    await expect.poll(() => portal.of("set_paused").at(-1)?.paused, patience).toBe(true);
    await program.steps.getByRole("button", { name: answer }).waitFor();
    const before = (await pictures()).length;
    await program.steps.getByRole("button", { name: answer }).click();
    await expect.poll(() => portal.of("set_paused").at(-1)?.paused, patience).toBe(false);
    await expect.poll(async () => (await pictures()).length, patience).toBeGreaterThan(before + 8);
  }
  const shares = await pictures();
  expect(Math.max(...shares)).toBeLessThan(0.02);
});
