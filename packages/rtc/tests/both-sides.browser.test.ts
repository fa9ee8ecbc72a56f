import { launchChromium } from "@ferndiagnose/testkit";
import { build } from "esbuild";
import type { Browser, JSHandle, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BothSides } from "./both-sides-page.ts";

let browser: Browser;
let script: string;
let page: Page;

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [new URL("./both-sides-page.ts", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "iife",
  });
  script = bundle.outputFiles[0]?.text ?? "";
  browser = await launchChromium();
}, 30_000);

afterAll(async () => {
  await browser?.close();
});

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  await page.addScriptTag({ content: script });
});

async function connect(codecs: string[]): Promise<JSHandle<BothSides>> {
  const sides = await page.evaluateHandle(async (order) => {
    const BothSidesClass = (globalThis as unknown as { BothSides: new (codecs: string[]) => BothSides }).BothSides;
    const both = new BothSidesClass(order);
    await both.show(true);
    await both.start();
    return both;
  }, codecs);
  await page.waitForFunction((both) => both.input.isOpen && both.video.videoWidth > 0, sides, { timeout: 20_000 });
  return sides;
}

describe("a sender and a receiver in a real browser", () => {
  test.each([
    [["AV1", "VP8"], "AV1"],
    [["VP8", "AV1"], "VP8"],
    [["VP9"], "VP9"],
    [["H264", "VP8"], "H264"],
  ])(
    "of %j, %s carries the picture",
    async (codecs, chosen) => {
      const sides = await connect(codecs);
      await expect
        .poll(async () => (await sides.evaluate((both) => both.figures()))?.framesPerSecond ?? 0, {
          timeout: 20_000,
          interval: 1_000,
        })
        .toBeGreaterThan(5);
      const figures = await sides.evaluate((both) => both.figures());
      expect(figures).toMatchObject({ codec: chosen, width: 640, height: 360 });
      expect(figures?.bitsPerSecond).toBeGreaterThan(1_000);
      await sides.evaluate((both) => both.close());
    },
    60_000,
  );

  test("the offer holds one sendonly picture with its numbers, and no codec that was not asked for", async () => {
    const sides = await connect(["AV1", "VP8"]);
    const [offer = ""] = await sides.evaluate((both) => both.offers);
    expect(offer.match(/^m=\w+/gm)).toEqual(["m=video", "m=application"]);
    expect(offer).toMatch(/^a=sendonly\r?$/m);
    expect(offer).toMatch(/^a=ssrc:\d+ /m);
    expect(offer).toMatch(/transport-wide-cc/);
    expect(offer).toMatch(/playout-delay/);
    expect([...offer.matchAll(/^a=rtpmap:\d+ ([\w-]+)\//gm)].map(([, name]) => name)).toEqual([
      "AV1",
      "rtx",
      "VP8",
      "rtx",
    ]);
    await sides.evaluate((both) => both.close());
  }, 60_000);

  test("typed input arrives as it was sent, pointer and keys each through their channel", async () => {
    const sides = await connect(["VP8"]);
    const sent = await sides.evaluate((both) => {
      both.input.move(0.25, 0.75);
      return [
        both.send({ type: "button", x: 0.5, y: 0.5, button: "left", down: true }),
        both.send({ type: "text", text: "Grüße, Ж 😀" }),
        both.send({ type: "key", code: "F11 ", down: true }),
      ];
    });
    expect(sent).toEqual([true, true, false]);
    await expect
      .poll(() => sides.evaluate((both) => both.received.map(({ label, text }) => [label, JSON.parse(text)])))
      .toEqual(
        expect.arrayContaining([
          ["pointer", { type: "move", x: 0.25, y: 0.75 }],
          ["input", { type: "button", x: 0.5, y: 0.5, button: "left", down: true }],
          ["input", { type: "text", text: "Grüße, Ж 😀" }],
        ]),
      );
    await sides.evaluate((both) => both.close());
  }, 60_000);

  test("the picture can be taken away and given back without a new offer", async () => {
    const sides = await connect(["VP8"]);
    const total = () => sides.evaluate(async (both) => (await both.figures())?.framesTotal ?? 0);
    await sides.evaluate((both) => both.show(false));
    await page.waitForTimeout(500);
    const stopped = await total();
    await page.waitForTimeout(700);
    expect(await total()).toBe(stopped);
    await sides.evaluate((both) => both.show(true));
    await expect.poll(total, { timeout: 10_000 }).toBeGreaterThan(stopped + 5);
    expect(await sides.evaluate((both) => both.offers.length)).toBe(1);
    await sides.evaluate((both) => both.close());
  }, 60_000);

  test("a lost connection is offered anew, and picture and input come back", async () => {
    const sides = await connect(["VP8"]);
    await sides.evaluate((both) => both.loseReceiver());
    await expect
      .poll(() => sides.evaluate((both) => both.senderStates), { timeout: 30_000 })
      .toEqual(["connected", "lost", "connected"]);
    expect(await sides.evaluate((both) => both.offers.length)).toBe(2);
    await page.waitForFunction((both) => both.send({ type: "release_all" }), sides, { timeout: 10_000 });
    await expect
      .poll(async () => (await sides.evaluate((both) => both.figures()))?.framesTotal ?? 0, { timeout: 10_000 })
      .toBeGreaterThan(5);
    await sides.evaluate((both) => both.close());
  }, 60_000);
});
