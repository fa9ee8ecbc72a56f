import { keyboardWalk, LookBook, looksOf } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { de } from "../../src/renderer/texts/de.ts";
import { en } from "../../src/renderer/texts/en.ts";
import { BuiltPages, type ShownPage } from "./built-pages.ts";
import { stepsViews } from "./steps-views.ts";

let pages: BuiltPages;
let book: LookBook;

beforeAll(async () => {
  [pages, book] = await Promise.all([BuiltPages.open(), LookBook.open("steps")]);
});
afterAll(async () => {
  await pages?.close();
});

const words = { de, en };
const usual = { width: 820, height: 780 };

/** Promise 14. The pictures are kept in test-results/looks/steps, for people to look at. */
describe.each(["de", "en"] as const)("every step (%s)", (language) => {
  test("looks right in every look, and axe-core finds nothing", async () => {
    const shown = await pages.page("steps", { viewport: usual });
    const found: string[] = [];
    for (const [place, [name, view]] of [...stepsViews(language)].entries()) {
      await shown.show(view);
      found.push(...(await book.look(shown.page, `${name}-${language}`, { usual, looks: looksOf(place, language) })));
    }
    expect(found).toEqual([]);
    await shown.close();
  });

  test("terms and privacy notice are read in place, on top of the page", async () => {
    const shown = await pages.page("steps", { viewport: usual });
    const { page } = shown;
    const { consent } = words[language];
    await shown.show(stepsViews(language).get("3-consent") ?? {});
    const found: string[] = [];
    for (const [place, text] of [consent.readTerms, consent.readPrivacy].entries()) {
      const button = page.getByRole("button", { name: text });
      await button.focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("heading", { level: 2 }).waitFor();
      await page.keyboard.press("PageDown");
      expect(await dialog.innerText()).toContain("Muster-Hilfe GmbH");
      const looks = looksOf(place, language);
      found.push(...(await book.look(page, `3-consent-reading-${place + 1}-${language}`, { usual, looks })));
      found.push(...(await keyboardWalk(page)));
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      await expectFocus(shown, text);
    }
    expect(found).toEqual([]);
    await shown.close();
  });

  test("a receipt tells a pause as a pause", async () => {
    const shown = await pages.page("steps", { viewport: usual });
    await shown.show(stepsViews(language).get("6-ended-offered") ?? {});
    const paused = shown.page.locator("[data-receipt=paused]");
    expect(await paused.getAttribute("data-value")).toBe(String(2 * 60_000));
    expect(await paused.innerText()).toMatch(language === "de" ? /2 Minuten lang Pause/ : /paused for 2 minutes/);
    await shown.close();
  });

  test("begins at its heading, or in its field, and Tab leads to everything in it", async () => {
    const shown = await pages.page("steps", { viewport: usual });
    const found: string[] = [];
    let stepBefore = "";
    for (const [name, view] of stepsViews(language)) {
      await shown.show(view);
      if (view.step !== stepBefore) {
        const focused = shown.page.locator(":focus");
        expect(await focused.evaluate(({ tagName }) => tagName), name).toBe(view.step === "key" ? "INPUT" : "H1");
      }
      stepBefore = view.step;
      found.push(...(await keyboardWalk(shown.page)).map((fault) => `${name}: ${fault}`));
    }
    expect(found).toEqual([]);
    await shown.close();
  });
});

async function expectFocus(shown: ShownPage, name: string): Promise<void> {
  await expect
    .poll(() =>
      shown.page.locator(":focus").evaluate((focused) => focused.getAttribute("aria-label") ?? focused.textContent),
    )
    .toContain(name);
}
