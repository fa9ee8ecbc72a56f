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

/** In our own pages and windows. What the system wants for a download comes on top: the page's how-to names it. */
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
  /** In our pages and windows. */
  readonly clicked: string[] = [];
  /** In what is not ours: the file manager, a question of the browser. */
  readonly clickedElsewhere: string[] = [];
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

  /** Into whatever has the focus. */
  async type(page: Page, text: string): Promise<void> {
    this.typed.push(text);
    await page.keyboard.type(text, { delay: 20 });
  }

  report(way: string): void {
    figure(`first run ${way}: clicks in our pages and windows`, this.clicked.length);
    figure(`… clicks elsewhere`, `${this.clickedElsewhere.length} (${this.clickedElsewhere.join(", ")})`);
    figure(`… numbers typed`, this.typed.length);
  }
}

/** What the page tells the customer to do with an archive: each of these words is a click, or a double one. */
const archiveClicks = [
  ["rechten Maustaste", "menu of the archive"],
  ["entpacken", "unpack"],
  ["Im neuen Ordner", "open the folder"],
  ["doppelklicken", "open the program"],
] as const;

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

test("by the download to the picture: one number typed, at most six clicks and those the how-to names; then it leaves nothing", async () => {
  const hand = new Hand();
  const key = await technician.newSession();
  const page = await openPortal(hand, key);
  const home = new CustomerHome(display);
  const before = home.tree();
  let program: RunningProgram | undefined;
  try {
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 30_000 }),
      hand.click("load the program", page.getByRole("link", { name: "Programm laden" })),
    ]);
    const name = download.suggestedFilename();
    expect(name).toContain(`${key.slice(0, 3)}-${key.slice(3)}`);
    const howTo = page.locator('.how-to[data-kind="archive"] .step-words').nth(1);
    const said = await howTo.innerText();
    for (const [words, what] of archiveClicks) {
      expect(said).toContain(words);
      hand.clickedElsewhere.push(what);
    }
    home.download(await download.path(), name);
    program = home.start(["--language", "de"]);
    const steps = await program.page("steps");
    expect(await steps.waitForText(/Verbinden/)).toMatch(/Dies ist eine Testversion/);
    expect(await steps.evaluate("document.querySelector('input').value")).toBe(key);
    for (const button of ["Verbinden", "Weiter", "Ich bin einverstanden", "Nur zusehen"])
      await hand.press(button, steps);
    expect(await technician.checkCode()).toBe(await steps.evaluate(shownCode));
    await technician.admit();
    await technician.waitForPicture();
    hand.report("with the download");
    expect(hand.clicked.length, hand.clicked.join(", ")).toBeLessThanOrEqual(clicksAtMost);
    expect(hand.typed).toEqual([key]);
    await page.locator('.progress-step[data-is="done"]').nth(3).waitFor();
    await technician.end();
    await steps.waitForText("Die Sitzung ist beendet");

    await steps.click("Jetzt entfernen");
    await steps.waitForText("Ohne Quittung schließen?");
    await steps.click("Trotzdem schließen");
    await steps.waitForText("Das Programm ist von Ihrem Computer entfernt");
    expect(await program.ended).toBe(0);
    await expect.poll(() => home.tree(), { timeout: 20_000 }).toEqual(before);
  } finally {
    await page.close();
    await program?.kill();
    home.remove();
  }
}, 180_000);

test("to the installed program by its link: one number typed, at most six clicks and the browser's question", async () => {
  const hand = new Hand();
  const key = await technician.newSession();
  const page = await openPortal(hand, key);
  const open = page.locator('a[href^="ferndiagnose:"]');
  const link = (await open.getAttribute("href")) ?? "";
  // That the system opens such a link is shown with the program's removal.
  hand.clicked.push("open the program");
  hand.clickedElsewhere.push("the browser's question");
  await page.close();
  const customer = await Customer.start(display, server.summary.portal, { args: [link] });
  try {
    await goOn(hand, customer.steps, key);
    hand.report("with the installed program");
    expect(hand.clicked.length, hand.clicked.join(", ")).toBeLessThanOrEqual(clicksAtMost);
    expect(hand.typed).toEqual([key]);
    await customer.pressOff();
    await customer.endText();
  } finally {
    await customer.close();
  }
}, 120_000);
