import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, PageUnderTest, ready } from "./testing/page-under-test.ts";
import { PortalUnderTest } from "./testing/portal-under-test.ts";

let site: PageUnderTest;
let portal: PortalUnderTest;
let strict: PortalUnderTest;
let cookie: string;

beforeAll(async () => {
  site = await PageUnderTest.start(async (publicPagesDir) => {
    const keysPerAddress = { attempts: 30, windowMs: 600_000 };
    portal = await PortalUnderTest.start({ options: { publicPagesDir, budgets: { keysPerAddress } } });
    const once = { attempts: 1, windowMs: 60_000 };
    strict = await PortalUnderTest.start({ options: { publicPagesDir, budgets: { keysPerAddress: once } } });
    return { url: portal.urls.publicUrl, stop: () => Promise.all([portal.stop(), strict.stop()]) };
  });
  await portal.recorder();
  cookie = await portal.signIn();
});
afterAll(() => site?.stop());

const visit: PageUnderTest["visit"] = (options, act) => site.visit(options, act);

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

async function recogniseNewKey(page: Page): Promise<string> {
  const { key } = await portal.newSession(cookie);
  await page.keyboard.type(key);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /Programm öffnen|Open the program/ }).waitFor();
  return key;
}

/** Digits are typed and nothing is answered: a check that begins meanwhile changes nothing. */
const typing = (act: (page: Page) => Promise<void>) =>
  visit({}, async (page) => {
    await page.route("**/api/v1/keys/check", () => undefined);
    await act(page);
  });

describe("the seven fields", () => {
  it("begin with the first one and go on by typing", () =>
    typing(async (page) => {
      expect(await focused(page)).toBe("Ziffer 1 von 7");
      await page.keyboard.type("12345");
      expect(await shown(page)).toBe("12345__");
      expect(await focused(page)).toBe("Ziffer 6 von 7");
    }));

  it("go back with backspace, sideways with arrows, and type over what stands there", () =>
    typing(async (page) => {
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
    typing(async (page) => {
      await page.keyboard.type("1111111");
      await page.keyboard.press("Home");
      await page.keyboard.type("1121");
      expect(await shown(page)).toBe("1121111");
      expect(await focused(page)).toBe("Ziffer 5 von 7");
    }));

  it("take a pasted key with spaces", () =>
    typing(async (page) => {
      await paste(page, " 123 45 67\n");
      expect(await shown(page)).toBe("1234567");
    }));

  it("type spaces away", () =>
    typing(async (page) => {
      await page.keyboard.type("123 45 67");
      expect(await shown(page)).toBe("1234567");
    }));

  it.each(["１２３４５６７", "١٢٣٤٥٦٧", "abcdefg", "12345678"])("say clearly what is wrong with %s", (text) =>
    typing(async (page) => {
      await paste(page, text);
      await eventually(() => page.getByRole("alert").innerText()).toMatch(/sieben/);
      expect(await shown(page)).toBe("_______");
      expect(await page.locator(".key-field[aria-invalid=true]").count()).toBe(7);
    }),
  );

  it("ask for missing digits and lead to the first empty field", () =>
    typing(async (page) => {
      await page.keyboard.type("12");
      await page.keyboard.press("Enter");
      await eventually(() => page.getByRole("alert").innerText()).toMatch(/fehlen noch 5 Ziffern/);
      expect(await focused(page)).toBe("Ziffer 3 von 7");
    }));

  it("are one labelled group with the digit keyboard of phones", () =>
    typing(async (page) => {
      expect(await page.getByRole("group", { name: "Sitzungsschlüssel" }).getByRole("textbox").count()).toBe(7);
      expect(await page.locator(".key-field").first().getAttribute("inputmode")).toBe("numeric");
    }));
});

describe("a key", () => {
  it("is checked by itself at the seventh digit, and leads to the program", () =>
    visit({}, async (page) => {
      expect(await page.locator("main").innerText()).toContain("Nach der siebten Ziffer prüfen wir");
      const { key } = await portal.newSession(cookie);
      await page.keyboard.type(key);
      await page.getByRole("heading", { name: "Ihr Schlüssel ist gültig" }).waitFor();
      const link = page.getByRole("link", { name: "Programm öffnen" });
      expect(await link.getAttribute("href")).toBe(
        `ferndiagnose://join?key=${key}&portal=${encodeURIComponent(portal.urls.publicUrl)}`,
      );
      expect(await page.getByRole("timer").innerText()).toMatch(/noch (9|10) Minuten/);
      expect(await page.locator(".command").innerText()).toContain(`--key ${key}`);
      expect(await page.locator("main").innerText()).toContain(
        "Für keinen Computer liegt das Programm hier schon bereit",
      );
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").innerText()).toBe("Programm öffnen");
    }));

  it("is checked by the button and by paste as well", () =>
    visit({}, async (page) => {
      const { key } = await portal.newSession(cookie);
      await paste(page, `${key.slice(0, 3)}-${key.slice(3)}`);
      await page.getByRole("heading", { name: "Ihr Schlüssel ist gültig" }).waitFor();
      await page.getByRole("button", { name: "Anderen Schlüssel eingeben" }).click();
      await ready(page);
      await page.keyboard.type((await portal.newSession(cookie)).key);
      await page.getByRole("button", { name: "Weiter" }).click();
      await page.getByRole("heading", { name: "Ihr Schlüssel ist gültig" }).waitFor();
    }));

  it("with an eighth digit is not checked at all", () =>
    visit({}, async (page) => {
      let checks = 0;
      await page.route("**/api/v1/keys/check", () => {
        checks++;
      });
      await page.clock.install();
      await page.keyboard.type("12345678");
      await eventually(() => page.getByRole("alert").innerText()).toMatch(/mehr als sieben Ziffern/);
      await page.clock.fastForward(2_000);
      expect(checks).toBe(0);
    }));

  it("is not checked anew at every digit that is typed over, only at its end", () =>
    visit({}, async (page) => {
      const checked: string[] = [];
      await page.route("**/api/v1/keys/check", (route) => {
        checked.push((route.request().postDataJSON() as { key: string }).key);
        return route.continue();
      });
      await page.keyboard.type("0000000");
      await page.getByRole("alert").waitFor();
      const { key } = await portal.newSession(cookie);
      await page.keyboard.type(key);
      await page.getByRole("heading", { name: "Ihr Schlüssel ist gültig" }).waitFor();
      expect(checked).toEqual(["0000000", key]);
    }));

  it("that is unknown is refused with what to do next, and can be typed again at once", () =>
    visit({}, async (page) => {
      await page.keyboard.type("0000000");
      await eventually(() => page.getByRole("alert").innerText()).toMatch(/am Telefon einen neuen/);
      expect(await focused(page)).toBe("Ziffer 1 von 7");
      await recogniseNewKey(page);
    }));

  it("expires before the customer's eyes", () =>
    visit({}, async (page) => {
      await page.clock.install();
      await recogniseNewKey(page);
      await page.clock.fastForward(9 * 60_000 + 30_000);
      await eventually(() => page.getByRole("timer").innerText()).toMatch(/noch \d\d? Sekunden/);
      await page.clock.fastForward(31_000);
      await page.getByRole("heading", { name: "Der Schlüssel ist abgelaufen" }).waitFor();
      await page.getByRole("button", { name: "Neuen Schlüssel eingeben" }).click();
      expect(await focused(page)).toBe("Ziffer 1 von 7");
    }));

  it("that was guessed too often makes people wait, and says how long", () =>
    visit({ origin: strict.urls.publicUrl }, async (page) => {
      for (let attempt = 0; attempt < 2; attempt++) {
        await page.locator(".key-field").first().focus();
        await page.keyboard.type("0000000");
        await page.keyboard.press("Enter");
        await page.locator(".fd-notice[data-kind=error], .fd-notice[data-kind=warning]").waitFor();
      }
      await eventually(() => page.locator(".fd-notice[data-kind=warning]").innerText()).toMatch(
        /in \d+ Sekunden möglich/,
      );
    }));

  it("cannot be checked without a connection, which is said", async () => {
    const context = await site.browser.newContext({ locale: "de-DE" });
    const page = await context.newPage();
    await page.goto(portal.urls.publicUrl);
    await page.locator(".key-field").first().focus();
    await context.setOffline(true);
    await page.keyboard.type("1234567");
    await eventually(() => page.getByRole("alert").innerText()).toMatch(/Keine Verbindung/);
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
      // Nothing is stored for it: it stands in the address.
      await page.reload();
      expect(await page.locator("h1").innerText()).toBe("Help on your screen");
      await page.getByRole("navigation").getByRole("link", { name: "Terms of use" }).click();
      expect(await page.locator("h1:visible").innerText()).toBe("Terms of use");
    });
  });
});

describe("the site", () => {
  it("keeps what was typed while the terms are read, by keyboard alone", () =>
    visit({}, async (page) => {
      await page.keyboard.type("123");
      await page.getByRole("link", { name: "Datenschutzhinweise" }).first().focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Datenschutzhinweise" }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/privacy");
      expect(await page.title()).toBe("Datenschutzhinweise – Ferndiagnose");
      expect(await page.locator("main:visible").innerText()).toContain("Example Telecom");
      expect(await page.locator("[data-place=privacy]:focus").count()).toBe(1);
      await page.goBack();
      expect(await shown(page)).toBe("123____");
    }));

  it("shows terms and privacy notice with version and date, and leads to their sections", () =>
    visit({ path: "/terms" }, async (page) => {
      expect(await page.locator(".fd-legal-version").innerText()).toMatch(/202\d/);
      const link = page.locator(".fd-legal-contents a").last();
      await link.click();
      const target = new URL(page.url()).hash.slice(1);
      await page.reload();
      await eventually(() =>
        page.locator(`[id="${target}"]`).evaluate((heading) => heading.getBoundingClientRect().top),
      ).toBeLessThan(900);
      await page.goto(`${site.url}/privacy`);
      expect(await page.locator(".fd-legal-version").innerText()).toMatch(/202\d/);
      expect(await page.locator(".fd-legal section").count()).toBeGreaterThan(5);
    }));

  it("takes no harm from addresses that somebody made up", () =>
    visit({}, async (page) => {
      const addresses = [
        ...["/terms#%E0%A4%A", "/privacy?lang=%00&lang=en", "/terms#<img src=x onerror=alert(1)>", "/unknown/page"],
        ...["/receipt#<script>alert(1)</script>.x", `/receipt#${"a".repeat(5_000)}`, "/receipt?lang=__proto__#%00.%00"],
        ...["/?lang=constructor&key=1234567#join", "/receipt#aaaaaaaaaaaaaaaaaaaa.77777777777777777777"],
      ];
      for (const address of addresses) {
        await page.goto("about:blank");
        await page.goto(`${site.url}${address}`);
        await page.locator("h1:visible").waitFor();
        expect(await page.locator("main script, main img").count(), address).toBe(0);
      }
    }));

  it("keeps the strict policy: nothing inline, nobody else", async () => {
    const response = await fetch(`${site.url}/privacy`, { headers: { accept: "text/html" } });
    const rules = response.headers.get("content-security-policy") ?? "";
    expect(rules).toContain("default-src 'none'");
    expect(rules).toContain("script-src 'self'");
    expect(rules).not.toContain("unsafe");
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(await response.text()).not.toMatch(/<script(?![^>]* src=)|style=|https?:\/\//);
  });
});
