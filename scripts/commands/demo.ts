/**
 * scripts/demo [--out DIR]
 *
 * A whole session on a virtual screen with the real programs, from the key to the playback by two auditors. Leaves
 * pictures, the sealed recording, the opened video and a summary in DIR and says what it saw.
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Customer, recordingsCommand, Server, Technician } from "@ferndiagnose/e2e";
import { launchChromium, startVirtualDisplay, TargetWindow } from "@ferndiagnose/testkit";
import { build } from "../system/build.ts";

interface Step {
  name: string;
  ok: boolean;
  milliseconds: number;
  saw?: string;
}

const steps: Step[] = [];

/** Runs one step, times it, and says how it went. What the step returns as text is what was seen. */
async function step<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  process.stdout.write(`${name} … `);
  try {
    const result = await run();
    const milliseconds = Math.round(performance.now() - start);
    const saw = typeof result === "string" ? result : undefined;
    steps.push({ name, ok: true, milliseconds, ...(saw === undefined ? {} : { saw }) });
    process.stdout.write(`${saw ?? "ok"} (${milliseconds} ms)\n`);
    return result;
  } catch (error) {
    steps.push({ name, ok: false, milliseconds: Math.round(performance.now() - start) });
    process.stdout.write("failed\n");
    throw error;
  }
}

function expectThat(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}

async function playDemo(out: string): Promise<void> {
  const file = (name: string) => path.join(out, name);
  const closers: (() => Promise<unknown>)[] = [];
  const opened = <Opened>(value: Opened, close: (value: Opened) => Promise<unknown>): Opened => {
    closers.push(() => close(value));
    return value;
  };

  try {
    const server = await step("Start portal, recording server and media relay", async () =>
      opened(await Server.start(), (value) => value.stop()),
    );
    const display = opened(await startVirtualDisplay(), (value) => value.stop());
    const target = opened(await TargetWindow.open(display), (value) => value.stop());

    const technician = await step("Technician signs in with a one-time link", async () =>
      opened(await Technician.signIn(server), (value) => value.close()),
    );
    const key = await step("Technician begins a session and reads out its key", () => technician.newSession());

    const link = await step("Customer types the key into the portal", async () => {
      const browser = await launchChromium();
      try {
        const page = await browser.newPage({ locale: "de-DE", viewport: { width: 1280, height: 900 } });
        await page.goto(server.summary.portal);
        await page.screenshot({ path: file("portal.png") });
        await page.getByRole("textbox").first().click();
        await page.keyboard.type(key);
        await page.keyboard.press("Enter");
        const open = page.locator('a[href^="ferndiagnose:"]');
        await open.waitFor();
        return (await open.getAttribute("href")) ?? "";
      } finally {
        await browser.close();
      }
    });

    const customer = await step("Customer starts the program by the portal's link", async () => {
      const started = opened(await Customer.start(display, server.summary.portal, { args: [link] }), (value) =>
        value.close(),
      );
      await started.steps.getByRole("button", { name: "Weiter" }).click();
      return started;
    });
    await step("Both compare the check code; the technician admits", async () => {
      const [theirs, ours] = [await technician.checkCode(), await customer.checkCode()];
      expectThat(theirs === ours, "The check codes differ.");
      await technician.admit();
      return `both show ${ours}`;
    });
    await step("Customer reads who asks and what is recorded, and consents", async () => {
      await customer.steps.getByRole("button", { name: "Ich bin einverstanden" }).waitFor();
      // The page fades in.
      await customer.steps.waitForTimeout(500);
      await customer.steps.screenshot({ path: file("consent.png") });
      await customer.consent();
    });
    await step("Customer lets the technician watch; the picture arrives", async () => {
      await customer.choose("view");
      await technician.waitForPicture();
      await target.command("frame 2026");
      const { matchingBlocks } = await technician.waitForFrame((frame) => frame === 2026);
      return `${matchingBlocks} of 32 colour blocks right, counter 2026`;
    });
    await step("A click without control does nothing", async () => {
      await technician.click(640, 360);
      await technician.page.waitForTimeout(500);
      expectThat(target.eventsOf("button").length === 0, "The click arrived.");
    });
    await step("Customer allows control; a click reaches its pixel", async () => {
      await customer.setControl(true);
      await technician.page.getByText("Sie dürfen steuern", { exact: true }).waitFor();
      await target.command("moving");
      await technician.click(640, 360);
      await target.waitFor((event) => event.event === "button" && event.pressed && event.x === 640 && event.y === 360);
      return "pressed at 640, 360";
    });
    await step("The picture moves", async () => {
      const frames = await technician.countFrames(3_000);
      await technician.page.screenshot({ path: file("viewer.png") });
      return `${(frames / 3).toFixed(0)} frames a second`;
    });
    await step("Customer presses F11", async () => {
      await customer.pressF11();
      const stopped = await customer.logged("session.stopped");
      expectThat((await technician.endReason()) === "customer_f11", "The technician was told something else.");
      return `input off after ${stopped["inputStoppedMs"]} ms, capture gone after ${stopped["captureGoneMs"]} ms`;
    });

    const [recording = ""] = await step("The recording is sealed", () => server.recordings(1));
    copyFileSync(recording, file("session.fdr"));
    await step("It verifies without any key", async () => {
      const { code, output } = await recordingsCommand("verify", file("session.fdr"));
      writeFileSync(
        file("proof.json"),
        `${JSON.stringify({ exitCode: code, verdict: output.trim().split("\n") }, null, 2)}\n`,
      );
      expectThat(code === 0, output);
      return output.trim().split("\n")[0] ?? "";
    });
    const [one = "", two = ""] = server.summary.auditors.map(({ keyFile }) => keyFile);
    await step("One auditor alone cannot open it", async () => {
      const { code } = await recordingsCommand(
        "export",
        file("session.fdr"),
        "--key",
        one,
        "--out",
        file("unlocked.mp4"),
      );
      expectThat(code !== 0, "It opened.");
    });
    await step("Two auditors open it, and it plays", async () => {
      const keys = ["--key", one, "--key", two];
      const { code, output } = await recordingsCommand(
        "export",
        file("session.fdr"),
        ...keys,
        "--out",
        file("unlocked.mp4"),
      );
      expectThat(code === 0, output);
      return output.trim().split("\n")[0] ?? "";
    });
  } finally {
    writeFileSync(file("summary.json"), `${JSON.stringify({ ok: steps.every(({ ok }) => ok), steps }, null, 2)}\n`);
    for (const close of closers.reverse()) await close().catch((error: unknown) => console.error(error));
  }
}

const { values } = parseArgs({ options: { out: { type: "string", default: "demo" } } });
const out = path.resolve(values.out);
mkdirSync(out, { recursive: true });
await build(["rescue-portal", "apps/agent-viewer", "apps/customer-agent"]);
try {
  await playDemo(out);
  console.log(`\n${steps.length} steps, all as promised. See ${out}`);
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
