import {
  CustomerHome,
  type DebuggedPage,
  figure,
  launchChromium,
  type RunningProgram,
  startVirtualDisplay,
  type VirtualDisplay,
} from "@ferndiagnose/testkit";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Customer } from "../src/customer.ts";
import { Server } from "../src/server.ts";
import { Technician } from "../src/technician.ts";

const clicksAtMost = 6;
const shownCode = `document.querySelector(".step-code").innerText.replace(/\\D/g, "")`;

let server: Server;
let display: VirtualDisplay;
let technician: Technician;
let browser: Browser;

beforeAll(async () => {
  server = await Server.start({ downloads: true });
  display = await startVirtualDisplay();
  browser = await launchChromium();
}, 180_000);

beforeEach(async () => {
  technician = await Technician.signIn(server);
});

afterEach(async () => {
  await technician?.close();
});

afterAll(async () => {
  await browser?.close();
  await display?.stop();
  await server?.stop();
});

/** Somebody's hand: what they had to click and to type until somebody could help. */
class Hand {
  readonly clicked: string[] = [];
  readonly typed: string[] = [];

  async click(what: string, place: Locator): Promise<void> {
    this.clicked.push(what);
    await place.click({ timeout: 30_000 });
  }

  /** The button whose first line says this. */
  async press(words: string, page: DebuggedPage): Promise<void> {
    this.clicked.push(words);
    await page.click(words, 30_000);
  }

  /** A click in what is not ours: the file manager, a question of the browser. */
  clickElsewhere(what: string): void {
    this.clicked.push(what);
  }

  /** Into whatever has the focus. */
  async type(page: Page, text: string): Promise<void> {
    this.typed.push(text);
    await page.keyboard.type(text, { delay: 20 });
  }
}

async function openPortal(hand: Hand, key: string): Promise<Page> {
  const page = await browser.newPage({ locale: "de-DE" });
  await page.goto(server.summary.portal);
  expect(await page.locator('a[href*="/downloads/"], a[href^="ferndiagnose:"]').count(), "nothing before a key").toBe(
    0,
  );
  await hand.type(page, key);
  await page.getByRole("heading", { name: "Ihr Schlüssel ist gültig" }).waitFor();
  return page;
}

/** From the program's first page to the picture. */
async function goOn(hand: Hand, steps: Page, key: string): Promise<void> {
  expect(await steps.getByLabel("Sitzungsschlüssel").inputValue()).toBe(key);
  await hand.click("connect", steps.getByRole("button", { name: "Verbinden" }));
  await hand.click("go on", steps.getByRole("button", { name: "Weiter" }));
  await hand.click("agree", steps.getByRole("button", { name: "Ich bin einverstanden" }));
  await hand.click("only view", steps.getByRole("button", { name: /Nur zusehen/ }));
  const shown = (await steps.locator(".step-code").innerText()).replace(/\D/g, "");
  expect(await technician.checkCode()).toBe(shown);
  await technician.admit();
  await technician.waitForPicture();
}

test("from the portal by the download to the picture: one number typed, six clicks and the unpacking", async () => {
  const hand = new Hand();
  const key = await technician.newSession();
  const page = await openPortal(hand, key);
  const home = new CustomerHome(display);
  let program: RunningProgram | undefined;
  try {
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 30_000 }),
      hand.click("load the program", page.getByRole("link", { name: "Programm laden" })),
    ]);
    const name = download.suggestedFilename();
    expect(name).toContain(`${key.slice(0, 3)}-${key.slice(3)}`);
    // The portable program for Windows and the AppImage are one file: there is nothing to unpack.
    home.download(await download.path(), name);
    hand.clickElsewhere("start the file");
    program = home.start(["--language", "de"]);
    const steps = await program.page("steps");
    expect(await steps.waitForText(/Verbinden/)).toMatch(/Dies ist eine Testversion/);
    expect(await steps.evaluate("document.querySelector('input').value")).toBe(key);
    for (const button of ["Verbinden", "Weiter", "Ich bin einverstanden", "Nur zusehen"])
      await hand.press(button, steps);
    expect(await technician.checkCode()).toBe(await steps.evaluate(shownCode));
    await technician.admit();
    await technician.waitForPicture();
    figure("first run with the download: clicks, numbers typed", `${hand.clicked.length}, ${hand.typed.length}`);
    expect(hand.clicked.length, hand.clicked.join(", ")).toBeLessThanOrEqual(clicksAtMost);
    expect(hand.typed).toEqual([key]);
    await page.locator('.progress-step[data-is="done"]').nth(3).waitFor();
    await technician.end();
    await steps.waitForText("Die Sitzung ist beendet");
  } finally {
    await page.close();
    await program?.kill();
    home.remove();
  }
}, 180_000);

test("from the portal to the installed program by its link: one number typed, six clicks", async () => {
  const hand = new Hand();
  const key = await technician.newSession();
  const page = await openPortal(hand, key);
  const open = page.locator('a[href^="ferndiagnose:"]');
  const link = (await open.getAttribute("href")) ?? "";
  hand.clickElsewhere("open the program");
  hand.clickElsewhere("the browser's question");
  await page.close();
  const customer = await Customer.start(display, server.summary.portal, { args: [link] });
  try {
    await goOn(hand, customer.steps, key);
    figure(
      "first run with the installed program: clicks, numbers typed",
      `${hand.clicked.length}, ${hand.typed.length}`,
    );
    expect(hand.clicked.length, hand.clicked.join(", ")).toBeLessThanOrEqual(clicksAtMost);
    expect(hand.typed).toEqual([key]);
    await customer.pressOff();
    await customer.endText();
  } finally {
    await customer.close();
  }
}, 120_000);
