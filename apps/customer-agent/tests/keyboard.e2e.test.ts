import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { patience, Stage } from "./stage.ts";

const run = promisify(execFile);

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(async () => {
  await stage?.close();
});

/** As from the customer's own keyboard. */
const key = (name: string) => run("xdotool", ["key", "--clearmodifiers", name], { env: stage.display.env });

/** The window that the system gives keys to; none while the window manager has not come to it. */
const activeWindow = () =>
  run("xdotool", ["getactivewindow", "getwindowname"], { env: stage.display.env }).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );

const focused = () =>
  stage.program.steps.evaluate(
    "((focus) => (focus === document.body ? '' : focus?.getAttribute('aria-label') || focus?.textContent || ''))(document.activeElement)",
  ) as Promise<string>;

/** More than any step has to Tab through. */
const mostPresses = 25;

async function press(name: string): Promise<void> {
  for (let presses = 0; presses < mostPresses; presses++) {
    const before = await focused();
    if (before.includes(name)) {
      await key("Return");
      return;
    }
    await key("Tab");
    // A key takes its way through the X server.
    await expect.poll(focused, patience).not.toBe(before);
  }
  throw new Error(`${name} cannot be reached by Tab`);
}

test("from the key to the picture by the keyboard alone, in the real program", async () => {
  const { program, portal, other } = stage;
  /** A new step is read from its heading on. */
  const begins = (title: string) => expect.poll(focused, patience).toContain(title);
  await program.steps.bringToFront();
  await expect.poll(activeWindow, patience).toContain("Ferndiagnose");
  await press("Verbinden");
  await begins("möchte Ihnen helfen");
  await press("Weiter");
  await begins("Ihren Bildschirm sehen?");
  portal.admit();
  await press("Ich bin einverstanden");
  await begins("Was darf");
  await press("Nur zusehen");
  await portal.heard("consent_given");
  portal.arm();
  portal.startHeart();
  await program.page("status", patience.timeout);
  portal.send({ type: "viewers", count: 1 });
  await expect.poll(() => other.readPattern(), patience).toBeDefined();
  await key("F11");
  await expect.poll(() => program.logged("session.stopped"), patience).toMatchObject({ reason: "customer_f11" });
});
