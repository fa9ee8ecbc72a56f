import { keyboardOf } from "@ferndiagnose/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { de } from "../page/src/texts/de.ts";
import { en } from "../page/src/texts/en.ts";
import { code, number, recognised } from "./testing/page-states.ts";
import { answer, eventually, PageUnderTest } from "./testing/page-under-test.ts";

let site: PageUnderTest;

beforeAll(async () => {
  site = await PageUnderTest.start();
});
afterAll(() => site?.stop());

const languages = [
  { locale: "de-DE", words: de, other: "English", title: "Terms of use" },
  { locale: "en-GB", words: en, other: "Deutsch", title: "Nutzungsbedingungen" },
] as const;

const focusedWords = (page: Page) => page.locator(":focus").innerText();
const heading = (page: Page) => page.locator("h1:visible").innerText();

/** From the first focus to the end by Tab, arrows, Enter and typing; what has the focus on the way shows it. */
it.each(languages)("the way to the program, by the keyboard alone: $locale", ({ locale, words, other, title }) =>
  site.visit({ locale }, async (page) => {
    const { goTo, press } = keyboardOf(page);
    const { keyboard } = page;
    await answer(page, "keys/check", recognised({}));
    await answer(page, "progress/**", { state: "recognised", expiresAt: Date.now() + 570_000 });
    await page.route("**/api/v1/downloads/**", (route) =>
      route.fulfill({ body: "a program", headers: { "content-disposition": "attachment" } }),
    );
    const type = async () => {
      await page.locator(".key-field:focus").waitFor();
      await keyboard.type("1234567");
      await keyboard.press("Enter");
      await page.locator(".recognised:focus").waitFor();
      expect(await heading(page)).toBe(words.recognised.title);
    };
    await type();
    await press(words.recognised.otherKey);
    await type();

    const loading = page.waitForEvent("download");
    await press(words.download.load);
    expect((await loading).suggestedFilename()).toBe("Ferndiagnose 123-4567.exe");
    await press(words.download.other);
    await goTo(/Linux/);
    await press(words.foot.receipt);
    await page.locator("[data-place=receipt]:focus").waitFor();
    expect(await heading(page)).toBe(words.receipt.title);
    await press(words.foot.start);
    await page.locator("[data-place=start]:focus").waitFor();
    expect(await heading(page)).toBe(words.recognised.title);

    await press(words.foot.terms);
    await page.locator("[data-place=terms]:focus").waitFor();
    await goTo(/Deutsch|English/);
    await keyboard.press(other === "English" ? "ArrowRight" : "ArrowLeft");
    if ((await page.locator("h1:visible").innerText()) !== title) await keyboard.press("Space");
    await eventually(() => heading(page)).toBe(title);
    expect(await focusedWords(page)).toBe(other);
  }),
);

it.each(languages)("what a receipt is good for, by the keyboard alone: $locale", ({ locale, words }) =>
  site.visit({ locale, path: "/receipt" }, async (page) => {
    const { goTo, press } = keyboardOf(page);
    const { keyboard } = page;
    const status = { sessionId: number, state: "locked", deleteAt: Date.UTC(2027, 1, 20), openings: [] };
    let consent = "given";
    await answer(page, `receipts/${number}`, status);
    for (const path of ["access", "consent"]) {
      await page.route(`**/api/v1/receipts/${number}/${path}`, (route) => {
        const asked = route.request().postDataJSON() as { consent?: string };
        consent = asked.consent ?? consent;
        const body = JSON.stringify({ sessionId: number, supportConsent: { consent } });
        return route.fulfill({ contentType: "application/json", body });
      });
    }
    await page.route(`**/api/v1/receipts/${number}/own-data/csv`, (route) =>
      route.fulfill({ contentType: "text/csv", body: "table" }),
    );

    await goTo(words.receipt.number);
    await keyboard.type(number);
    await keyboard.press("Enter");
    await page.locator("[data-status=locked]").waitFor();
    await goTo(words.code.label);
    await keyboard.type(code);
    await keyboard.press("Enter");
    await page.locator("[data-consent=given]").waitFor();
    await press(words.consent.withdraw);
    await page.locator("[data-consent=withdrawn]").waitFor();
    await press(words.consent.give);
    await page.locator("[data-consent=given]").waitFor();
    const saving = page.waitForEvent("download");
    await press(words.ownData.csv);
    expect((await saving).suggestedFilename()).toBe(`ferndiagnose-${number}.csv`);

    await press(words.code.other);
    await goTo(words.code.label);
    await keyboard.type(code);
    await keyboard.press("Enter");
    await page.locator("[data-code]").waitFor();
    await press(words.receipt.other);
    await goTo(words.receipt.number);
  }),
);
