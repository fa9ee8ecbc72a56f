import { launchChromium, startVirtualDisplay, TargetWindow, type VirtualDisplay } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Customer } from "../src/customer.ts";
import { Server } from "../src/server.ts";
import { Technician } from "../src/technician.ts";

let server: Server;
let display: VirtualDisplay;
let target: TargetWindow;

beforeAll(async () => {
  server = await Server.start();
  display = await startVirtualDisplay();
  target = await TargetWindow.open(display);
});

afterAll(async () => {
  await target?.stop();
  await display?.stop();
  await server?.stop();
});

test("promises 1–3: key, portal, program, consent, admission, picture", async () => {
  const technician = await Technician.signIn(server);
  const key = await technician.newSession();

  const browser = await launchChromium();
  const portal = await browser.newPage({ locale: "de-DE" });
  await portal.goto(server.summary.portal);
  await portal.getByRole("textbox").first().click();
  await portal.keyboard.type(key);
  await portal.keyboard.press("Enter");
  const open = portal.locator('a[href^="ferndiagnose:"]');
  await open.waitFor();
  const link = (await open.getAttribute("href")) ?? "";
  await browser.close();

  const customer = await Customer.start(display, server.summary.portal, { args: [link] });
  try {
    expect(await customer.steps.getByLabel("Sitzungsschlüssel").inputValue()).toBe(key);
    await customer.steps.getByRole("button", { name: "Verbinden" }).click();

    expect(await technician.checkCode()).toBe(await customer.checkCode());
    await technician.admit();
    await customer.toConsent();
    expect(await technician.page.locator("#picture").count(), "no picture before consent").toBe(0);
    await customer.consent();
    await customer.choose("view");
    await technician.waitForPicture();

    await target.command("frame 1234");
    await technician.waitForFrame((frame) => frame === 1234);
    await target.command("frame 4321");
    const reading = await technician.waitForFrame((frame) => frame === 4321);
    expect(reading.matchingBlocks).toBeGreaterThanOrEqual(30);

    await target.command("moving");
    await technician.waitForFrame((frame) => frame > 4330);
    const seconds = 5;
    // Something else may hold up the machine for a while; a picture that is too slow is so every time.
    const framesPerSecond = async () => (await technician.countFrames(seconds * 1000)) / seconds;
    await expect.poll(framesPerSecond, { timeout: 30_000 }).toBeGreaterThanOrEqual(15);
    const size = await technician.page
      .locator("#picture")
      .evaluate((video: HTMLVideoElement) => [video.videoWidth, video.videoHeight]);
    expect(size).toEqual([1280, 720]);

    await technician.end();
    expect(await technician.endReason()).toBe("technician_ended");
    expect(await customer.endText()).toMatch(/beendet/);
  } finally {
    await customer.close();
    await technician.close();
  }
});
