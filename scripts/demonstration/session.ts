import { copyFileSync, writeFileSync } from "node:fs";
import { Customer, type KeptReceipt, Technician } from "@ferndiagnose/e2e";
import { launchChromium, startVirtualDisplay, TargetWindow } from "@ferndiagnose/testkit";
import { fileOf, type Stage } from "./stage.ts";
import { expectThat } from "./steps.ts";

/** From the key to F11, the receipt and the sealed file. Returns what the customer keeps. */
export async function showSession(stage: Stage): Promise<KeptReceipt> {
  const { server, steps } = stage;
  const display = stage.opened(await startVirtualDisplay(), (value) => value.stop());
  const target = stage.opened(await TargetWindow.open(display), (value) => value.stop());

  const technician = await steps.take("Technician signs in with a one-time link", async () =>
    stage.opened(await Technician.signIn(server), (value) => value.close()),
  );
  const key = await steps.take("Technician begins a session and reads out its key", () => technician.newSession());
  const link = await steps.take("Customer types the key into the portal", () => typeKey(stage, key));
  const customer = await steps.take("Customer starts the program by the portal's link", async () => {
    const started = await Customer.start(display, server.summary.portal, { args: [link] });
    stage.opened(started, (value) => value.close());
    await started.steps.getByRole("button", { name: "Verbinden" }).click();
    return started;
  });
  await steps.take("Both compare the check code; the technician admits", async () => {
    const [theirs, ours] = [await technician.checkCode(), await customer.checkCode()];
    expectThat(theirs === ours, "The check codes differ.");
    await technician.admit();
    return `both show ${ours}`;
  });
  await steps.take("Customer reads who asks and what is recorded, and consents", async () => {
    await customer.toConsent();
    // The page fades in.
    await customer.steps.waitForTimeout(500);
    await customer.steps.screenshot({ path: fileOf(stage, "consent.png") });
    await customer.consent();
  });
  await steps.take("Customer lets the technician watch; the picture arrives", async () => {
    await customer.choose("view");
    await technician.waitForPicture();
    await target.command("frame 2026");
    const { matchingBlocks } = await technician.waitForFrame((frame) => frame === 2026);
    return `${matchingBlocks} of 32 colour blocks right, counter 2026`;
  });
  await steps.take("A click without control does nothing", async () => {
    await technician.click(640, 360);
    await technician.page.waitForTimeout(500);
    expectThat(target.eventsOf("button").length === 0, "The click arrived.");
  });
  await steps.take("Customer allows control; a click reaches its pixel", async () => {
    await customer.setControl(true);
    await technician.page.getByText("Sie dürfen steuern", { exact: true }).waitFor();
    await target.command("moving");
    await technician.click(640, 360);
    await target.waitFor((event) => event.event === "button" && event.pressed && event.x === 640 && event.y === 360);
    return "pressed at 640, 360";
  });
  await steps.take("The picture moves", async () => {
    const frames = await technician.countFrames(3_000);
    await technician.page.screenshot({ path: fileOf(stage, "viewer.png") });
    return `${(frames / 3).toFixed(0)} frames a second`;
  });
  await steps.take("Customer presses F11", async () => {
    await customer.pressF11();
    const stopped = await customer.logged("session.stopped");
    expectThat((await technician.endReason()) === "customer_f11", "The technician was told something else.");
    return `input off after ${stopped["inputStoppedMs"]} ms, capture gone after ${stopped["captureGoneMs"]} ms`;
  });
  const [recording = ""] = await steps.take("The recording is sealed", () => server.recordings(1));
  copyFileSync(recording, fileOf(stage, "session.fdr"));
  return steps.take("Customer gets a signed receipt, with the complaint code", async () => {
    const receipt = await customer.receipt();
    expectThat(receipt.state === "valid", `The receipt is ${receipt.state}.`);
    await customer.steps.screenshot({ path: fileOf(stage, "receipt.png"), fullPage: true });
    writeFileSync(fileOf(stage, "receipt.json"), `${JSON.stringify(receipt.file, null, 2)}\n`, { mode: 0o600 });
    return receipt;
  });
}

/** Returns the link that the portal offers once it has recognised the key. */
async function typeKey(stage: Stage, key: string): Promise<string> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ locale: "de-DE", viewport: { width: 1280, height: 900 } });
    await page.goto(stage.server.summary.portal);
    await page.screenshot({ path: fileOf(stage, "portal.png") });
    await page.getByRole("textbox").first().click();
    await page.keyboard.type(key);
    await page.keyboard.press("Enter");
    const open = page.locator('a[href^="ferndiagnose:"]');
    await open.waitFor();
    return (await open.getAttribute("href")) ?? "";
  } finally {
    await browser.close();
  }
}
