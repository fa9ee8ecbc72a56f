import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { complaintCodeOf } from "@ferndiagnose/protocol";
import { launchChromium } from "@ferndiagnose/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PortalUnderTest } from "./testing/portal-under-test.ts";
import type { ScriptedClient } from "./testing/scripted-client.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

let pages: string;
let portal: PortalUnderTest;
let browser: Browser;
let cookie: string;
let recorder: ScriptedClient;

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), "portal-page-"));
  const configFile = resolve(import.meta.dirname, "../vite.config.ts");
  const root = resolve(import.meta.dirname, "../page");
  // The runner's own "test" would build React for development.
  vi.stubEnv("NODE_ENV", "production");
  await build({ configFile, root, logLevel: "error", build: { outDir: pages, emptyOutDir: true } });
  vi.unstubAllEnvs();
  portal = await PortalUnderTest.start({
    options: { publicPagesDir: pages, budgets: { keysPerAddress: { attempts: 10, windowMs: 600_000 } } },
  });
  recorder = await portal.recorder();
  cookie = await portal.signIn();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await portal?.stop();
  rmSync(pages, { recursive: true, force: true });
});

const complaints: string[] = [];

/** Runs with a fresh browser profile on the open start page. Complaints of the browser and foreign requests fail it. */
async function visit(options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ locale: "de-DE", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  complaints.length = 0;
  page.on("console", (message) => {
    const isRefusedKey = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
    if (["error", "warning"].includes(message.type()) && !isRefusedKey) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(portal.urls.publicUrl)) complaints.push(`foreign request: ${request.url()}`);
  });
  await page.goto(portal.urls.publicUrl);
  await page.locator("h1").waitFor();
  try {
    await act(page);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate("localStorage.length + sessionStorage.length")).toBe(0);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

const shown = (page: Page) =>
  page
    .locator(".key-field")
    .evaluateAll((fields) => fields.map((field) => (field as { value?: string }).value || "_").join(""));
const focused = (page: Page) => page.locator(":focus").getAttribute("aria-label");

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(
    `(() => { const data = new DataTransfer(); data.setData("text", ${JSON.stringify(text)});
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); })()`,
  );
}

async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const result = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) })))`,
  )) as unknown[];
  expect(result).toEqual([]);
}

async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
}

async function recogniseNewKey(page: Page): Promise<string> {
  const { key } = await portal.newSession(cookie);
  await page.keyboard.type(key);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /Programm öffnen|Open the program/ }).waitFor();
  return key;
}

describe("the seven fields", () => {
  it("begin with the first one and go on by typing", () =>
    visit({}, async (page) => {
      expect(await focused(page)).toBe("Ziffer 1 von 7");
      await page.keyboard.type("12345");
      expect(await shown(page)).toBe("12345__");
      expect(await focused(page)).toBe("Ziffer 6 von 7");
    }));

  it("go back with backspace, sideways with arrows, and type over what stands there", () =>
    visit({}, async (page) => {
      await page.keyboard.type("1234567");
      await page.keyboard.press("Backspace");
      await page.keyboard.press("Backspace");
      expect(await shown(page)).toBe("12345__");
      expect(await focused(page)).toBe("Ziffer 6 von 7");
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.type("9");
      expect(await shown(page)).toBe("12395__");
      await page.keyboard.press("Home");
      await page.keyboard.type("8");
      expect(await shown(page)).toBe("82395__");
      await page.keyboard.press("Delete");
      expect(await shown(page)).toBe("8_395__");
      await page.keyboard.press("End");
      expect(await focused(page)).toBe("Ziffer 7 von 7");
    }));

  it("go on when a digit is typed over an equal one", () =>
    visit({}, async (page) => {
      await page.keyboard.type("1111111");
      await page.keyboard.press("Home");
      await page.keyboard.type("1121");
      expect(await shown(page)).toBe("1121111");
      expect(await focused(page)).toBe("Ziffer 5 von 7");
    }));

  it("take a pasted key with spaces", () =>
    visit({}, async (page) => {
      await paste(page, " 123 45 67\n");
      expect(await shown(page)).toBe("1234567");
    }));

  it("type spaces away", () =>
    visit({}, async (page) => {
      await page.keyboard.type("123 45 67");
      expect(await shown(page)).toBe("1234567");
    }));

  it.each(["１２３４５６７", "١٢٣٤٥٦٧", "abcdefg", "12345678"])("say clearly what is wrong with %s", (text) =>
    visit({}, async (page) => {
      await paste(page, text);
      await expect.poll(() => page.getByRole("alert").innerText()).toMatch(/sieben/);
      expect(await shown(page)).toBe("_______");
      expect(await page.locator(".key-field[aria-invalid=true]").count()).toBe(7);
    }),
  );

  it("ask for missing digits and lead to the first empty field", () =>
    visit({}, async (page) => {
      await page.keyboard.type("12");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.getByRole("alert").innerText()).toMatch(/fehlen noch 5 Ziffern/);
      expect(await focused(page)).toBe("Ziffer 3 von 7");
    }));

  it("are one labelled group with the digit keyboard of phones", () =>
    visit({}, async (page) => {
      expect(await page.getByRole("group", { name: "Sitzungsschlüssel" }).getByRole("textbox").count()).toBe(7);
      expect(await page.locator(".key-field").first().getAttribute("inputmode")).toBe("numeric");
    }));
});

describe("a key", () => {
  it("that is recognised leads to the program, by keyboard alone", () =>
    visit({}, async (page) => {
      const key = await recogniseNewKey(page);
      const link = page.getByRole("link", { name: "Programm öffnen" });
      expect(await link.getAttribute("href")).toBe(
        `ferndiagnose://join?key=${key}&portal=${encodeURIComponent(portal.urls.publicUrl)}`,
      );
      expect(await page.getByRole("timer").innerText()).toMatch(/noch (9|10) Minuten/);
      expect(await page.locator(".command").innerText()).toContain(`--key ${key}`);
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").innerText()).toBe("Programm öffnen");
    }));

  it("that is unknown is refused with what to do next, and can be typed again at once", () =>
    visit({}, async (page) => {
      await page.keyboard.type("0000000");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.getByRole("alert").innerText()).toMatch(/am Telefon einen neuen/);
      expect(await focused(page)).toBe("Ziffer 1 von 7");
      await recogniseNewKey(page);
    }));

  it("expires before the customer's eyes", async () => {
    const context = await browser.newContext({ locale: "de-DE" });
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(portal.urls.publicUrl);
    await page.locator(".key-field").first().focus();
    await recogniseNewKey(page);
    await page.clock.fastForward(9 * 60_000 + 30_000);
    await expect.poll(() => page.getByRole("timer").innerText()).toMatch(/noch \d\d? Sekunden/);
    await page.clock.fastForward(31_000);
    await page.getByRole("heading", { name: "Der Schlüssel ist abgelaufen" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Neuen Schlüssel eingeben" }).click();
    expect(await focused(page)).toBe("Ziffer 1 von 7");
    await context.close();
  });

  it("that was guessed too often makes people wait, and says how long", async () => {
    const strict = await PortalUnderTest.start({
      options: { publicPagesDir: pages, budgets: { keysPerAddress: { attempts: 1, windowMs: 60_000 } } },
    });
    const context = await browser.newContext({ locale: "de-DE" });
    const page = await context.newPage();
    await page.goto(strict.urls.publicUrl);
    for (let attempt = 0; attempt < 2; attempt++) {
      await page.locator(".key-field").first().focus();
      await page.keyboard.type("0000000");
      await page.keyboard.press("Enter");
      await page.locator(".fd-notice[data-kind=error], .fd-notice[data-kind=warning]").waitFor();
    }
    await expect
      .poll(() => page.locator(".fd-notice[data-kind=warning]").innerText())
      .toMatch(/in \d+ Sekunden möglich/);
    await expectAccessible(page);
    await context.close();
    await strict.stop();
  });

  it("cannot be checked without a connection, which is said", async () => {
    const context = await browser.newContext({ locale: "de-DE" });
    const page = await context.newPage();
    await page.goto(portal.urls.publicUrl);
    await page.locator(".key-field").first().focus();
    await context.setOffline(true);
    await page.keyboard.type("1234567");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("alert").innerText()).toMatch(/Keine Verbindung/);
    await context.close();
  });
});

describe("the language", () => {
  it("is the browser's, German for all others, and can be switched", async () => {
    await visit({ locale: "en-US" }, async (page) => {
      expect(await page.locator("h1").innerText()).toBe("Help on your screen");
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
      expect(await page.title()).toBe("Help on your screen – Ferndiagnose");
    });
    await visit({ locale: "fr-FR" }, async (page) => {
      expect(await page.locator("h1").innerText()).toBe("Hilfe an Ihrem Bildschirm");
      await page.keyboard.type("123");
      await page.getByRole("radio", { name: "English" }).click();
      expect(await page.locator("h1").innerText()).toBe("Help on your screen");
      expect(await shown(page)).toBe("123____");
    });
  });
});

const looks: [string, BrowserContextOptions][] = [
  ["in German", {}],
  ["in English", { locale: "en-GB" }],
  ["in the dark", { colorScheme: "dark" }],
  ["320 pixels wide", { viewport: { width: 320, height: 640 } }],
  ["at 200 % zoom", { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
  ["with forced colours", { forcedColors: "active" }],
];

describe("what became of a recording", () => {
  const number = "abcdefghij234567abcd";
  const code = complaintCodeOf(new Uint8Array(19).fill(7));
  const day = (iso: string) => Date.parse(`${iso}T12:00:00Z`);

  async function say(state: string, more: object = {}): Promise<void> {
    const status = { sessionId: number, state, openings: [], ...more };
    recorder.say({ type: "recording_status", status });
    const url = `${portal.urls.publicUrl}/api/v1/receipts/${number}`;
    await expect.poll(async () => (await (await fetch(url)).json()) as object).toEqual(status);
  }

  it("is told for the address on a receipt; its code is shown and neither sent nor kept in the address", () =>
    visit({}, async (page) => {
      await say("locked", { deleteAt: day("2027-02-20") });
      const requests: string[] = [];
      page.on("request", (request) => requests.push(`${request.url()} ${request.postData() ?? ""}`));
      await page.goto("about:blank");
      await page.goto(`${portal.urls.publicUrl}/receipt#${number}.${code}`);
      const text = page.locator("main");
      await expect.poll(() => text.innerText()).toContain("Spätestens am 20.\u00a0Februar 2027 wird sie vernichtet.");
      expect(await text.innerText()).toContain("Sie wurde nie geöffnet.");
      expect(await text.innerText()).toContain("Rufen Sie unsere Hotline an");
      expect(await page.locator("[data-code]").getAttribute("data-code")).toBe(code);
      expect(page.url()).toBe(`${portal.urls.publicUrl}/receipt#${number}`);
      expect(requests.join(" ")).toContain(number);
      expect(requests.join(" ")).not.toContain(code);
      await page.reload();
      await page.getByText("Der Beschwerde-Code steht auf Ihrer Quittung").waitFor();
    }));

  it("is told for every state, in both languages", () =>
    visit({}, async (page) => {
      const openings = [
        { at: day("2026-12-01"), kind: "complaint" },
        { at: day("2026-12-03"), kind: "break-glass" },
      ];
      const told: [string, object, RegExp, RegExp][] = [
        ["recording", {}, /läuft noch/, /still going on/],
        [
          "held",
          { openings },
          /bis eine Beschwerde oder Prüfung abgeschlossen ist/,
          /until a complaint or review is closed/,
        ],
        [
          "opened",
          { openings },
          /1\.\sDezember 2026, auf eine Beschwerde hin/,
          /1 December 2026, because of a complaint/,
        ],
        ["shredding", { openings }, /lässt sich nicht mehr öffnen/, /cannot be opened any more/],
        [
          "destroyed",
          { openings, destroyedAt: day("2027-02-20") },
          /Vernichtet am 20/,
          /Destroyed on 20 February 2027/,
        ],
      ];
      await page.goto(`${portal.urls.publicUrl}/receipt#${number}`);
      for (const [state, more, german, english] of told) {
        await say(state, more);
        await page.getByRole("radio", { name: "Deutsch" }).click();
        await page.getByRole("button", { name: "Noch einmal nachsehen" }).click();
        await page.locator(`[data-status=${state}]`).waitFor();
        expect(await page.locator("main").innerText()).toMatch(german);
        await page.getByRole("radio", { name: "English" }).click();
        expect(await page.locator("main").innerText()).toMatch(english);
      }
      await expectAccessible(page);
      // What is gone needs no complaint.
      expect(await page.getByText("Would you like to complain?").count()).toBe(0);
    }));

  it("is asked for by a number typed from paper; one that nobody knows is said to be unknown", () =>
    visit({}, async (page) => {
      await page.goto(`${portal.urls.publicUrl}/receipt`);
      const field = page.getByLabel("Nummer der Sitzung");
      await field.fill("abc");
      await page.keyboard.press("Enter");
      await page.getByText("Das ist keine Nummer einer Quittung").waitFor();
      await expectAccessible(page);
      await field.fill("QQQQ qqqq qqqq qqqq qqqq");
      await page.keyboard.press("Enter");
      await page.getByText("Diese Nummer kennen wir nicht").waitFor();
      expect(await page.title()).toBe("Was wurde aus meiner Aufzeichnung? – Ferndiagnose");
    }));
});

describe.each(looks)("everybody can use it %s", (_look, options) => {
  it("at every step", () =>
    visit({ ...options, reducedMotion: "reduce" }, async (page) => {
      await expectAccessible(page);
      await expectNoSidewaysScrolling(page);
      await page.keyboard.type("12a");
      await page.getByRole("alert").waitFor();
      await expectAccessible(page);
      await expectNoSidewaysScrolling(page);
      await page.keyboard.press("Home");
      await recogniseNewKey(page);
      await expectAccessible(page);
      await expectNoSidewaysScrolling(page);
      const code = complaintCodeOf(new Uint8Array(19).fill(7));
      await page.goto(`${portal.urls.publicUrl}/receipt#${"a".repeat(20)}.${code}`);
      await page.locator("[data-status]").waitFor();
      await expectAccessible(page);
      await expectNoSidewaysScrolling(page);
    }));
});
