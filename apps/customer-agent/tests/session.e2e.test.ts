import { policy } from "@ferndiagnose/protocol";
import type { TargetWindow } from "@ferndiagnose/testkit";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CustomerProgram } from "./customer-program.ts";
import type { OtherSide } from "./other-side.ts";
import type { ScriptedPortal } from "./scripted-portal.ts";
import { type Mode, patience, Stage } from "./stage.ts";

let stage: Stage | undefined;
let target: TargetWindow;
let portal: ScriptedPortal;
let other: OtherSide;
let program: CustomerProgram;

beforeEach(async () => {
  stage = await Stage.open();
  ({ target, portal, other, program } = stage);
});

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const heading = (page: Page, name: string) => page.getByRole("heading", { name });
const goLive = async (mode: Mode): Promise<Page> => {
  if (!stage) throw new Error("no stage");
  return stage.goLive(mode);
};

async function expectOff(reason: string, sentence: RegExp): Promise<void> {
  await expect.poll(() => program.logged("session.stopped"), patience).toBeDefined();
  const stopped = program.logged("session.stopped");
  expect(stopped).toMatchObject({ reason });
  expect(stopped?.["inputStoppedMs"]).toBeLessThan(policy.STOP_WITHIN_MS);
  expect(stopped?.["captureKilledMs"]).toBeLessThan(policy.STOP_WITHIN_MS);
  console.info("stopped", stopped);
  await heading(program.steps, "Die Sitzung ist beendet").waitFor();
  expect(await program.steps.locator("main").innerText()).toMatch(sentence);
  // What was on its way when the program stopped.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const packets = await other.packetsReceived();
  await other.say("input", { type: "key", code: "KeyA", down: true }).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await other.packetsReceived()).toBe(packets);
}

test("a filled-in key waits for the click; nothing is taken before consent, choice and a viewer", async () => {
  await heading(program.steps, "Wie lautet Ihr Sitzungsschlüssel?").waitFor();
  expect(await program.steps.getByLabel("Sitzungsschlüssel").inputValue()).toBe("1234567");
  expect(portal.received).toEqual([]);
  await program.steps.getByLabel("Sitzungsschlüssel").fill("٣٣٣٣٣٣٣");
  await button(program.steps, "Verbinden").click();
  await program.steps.getByText("genau sieben Ziffern").waitFor();
  await program.steps.getByLabel("Sitzungsschlüssel").fill("765 43 21");
  await button(program.steps, "Verbinden").click();
  await program.steps.getByText("gilt nicht oder nicht mehr").waitFor();

  await program.steps.getByLabel("Sitzungsschlüssel").fill("123-45 67");
  await program.join();
  // A portal cannot skip what the customer has to say.
  portal.arm();
  portal.startHeart();
  portal.send({ type: "viewers", count: 1 });
  portal.admit();
  await button(program.steps, "Weiter").click();
  await heading(program.steps, "Darf Technik 7 Ihren Bildschirm sehen?").waitFor();
  expect(program.app.windows()).toHaveLength(1);
  expect(portal.of("consent_given")).toEqual([]);
  await button(program.steps, "Ich möchte das nicht").click();
  await heading(program.steps, "Die Sitzung ist beendet").waitFor();
  expect(await program.steps.locator("main").innerText()).toContain("nichts übertragen");
  expect(portal.of("offer")).toEqual([]);
  expect(portal.of("end")).toEqual([{ type: "end", reason: "consent_refused" }]);
});

test("the picture moves, input reaches its pixel, and never our own windows; off is off", async () => {
  const status = await goLive("Zusehen und bedienen");
  const framesPerSecond = async () => {
    const frames = await other.framesReceived();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    return ((await other.framesReceived()) - frames) / 2;
  };
  await expect.poll(framesPerSecond, patience).toBeGreaterThan(5);

  for (const down of [true, false])
    await other.say("input", { type: "button", x: 0.25, y: 0.75, button: "left", down });
  await target.waitFor((event) => event.event === "button" && !event.pressed);
  expect(target.eventsOf("button")[0]).toMatchObject({ button: 1, pressed: true, x: 320, y: 600 });

  const bounds = await program.app.evaluate(({ BrowserWindow }) => {
    const bar = BrowserWindow.getAllWindows().find((window) => window.webContents.getURL().includes("status"));
    return bar?.getBounds();
  });
  const off = await button(status, "Sitzung sofort beenden").boundingBox();
  if (!bounds || !off) throw new Error("no off button");
  const place = { x: (bounds.x + off.x + 20) / 1280, y: (bounds.y + off.y + 20) / 800 };
  for (const down of [true, false]) await other.say("input", { type: "button", ...place, button: "left", down });
  await other.say("input", { type: "key", code: "F11", down: true });
  await other.say("input", { type: "key", code: "F11", down: false });
  await other.say("input", "{");
  await other.say("input", { type: "key", code: "KeyY", down: true });
  await other.say("input", { type: "key", code: "KeyY", down: false });
  await target.waitFor((event) => event.event === "key" && event.text === "z" && !event.pressed);
  expect(program.logged("session.stopped")).toBeUndefined();

  await status.getByRole("radio", { name: "Nur zusehen" }).click();
  await expect.poll(() => portal.of("rights_changed").at(-1)?.rights.control, patience).toBe(false);
  const heard = target.events.length;
  await other.say("input", { type: "text", text: "nein" });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(target.events.slice(heard).filter((event) => event.event === "key")).toEqual([]);

  await button(status, "Sitzung sofort beenden").click();
  await expectOff("customer_off", /Aus-Knopf/);
  expect(portal.of("end")).toEqual([{ type: "end", reason: "customer_off" }]);
});

test("a broken socket freezes, comes back by itself, and brings no more than was granted", async () => {
  await goLive("Zusehen und bedienen");
  const greetings = portal.of("resume").length;
  portal.cut();
  await expect.poll(() => program.logged("session.frozen"), patience).toMatchObject({ cause: "connection" });
  await expect.poll(() => portal.of("resume").length, patience).toBeGreaterThan(greetings);
  await expect.poll(() => program.logged("session.thawed"), patience).toBeDefined();
  await expect.poll(() => portal.of("rights_changed").length, patience).toBe(2);
  const [first, second] = portal.of("rights_changed");
  expect(second).toEqual(first);
  portal.send({ type: "viewers", count: 1 });
  const frames = await other.framesReceived();
  await expect.poll(() => other.framesReceived(), patience).toBeGreaterThan(frames);
});
