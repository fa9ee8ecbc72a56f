import { keyboardWalk, type Look, LookBook, looksOf, sizeIn } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BuiltPages } from "./built-pages.ts";
import { statusViews } from "./status-views.ts";

let pages: BuiltPages;
let book: LookBook;

beforeAll(async () => {
  [pages, book] = await Promise.all([BuiltPages.open(), LookBook.open("status")]);
});
afterAll(async () => {
  await pages?.close();
});

/** Higher than any bar: a browser without a head paints very low windows only once a second. */
const height = 400;
const wide = { width: 1_200, height };
/** The widest bar on a small screen. */
const laptop = { width: 1_008, height };

/** Promise 14. The pictures are kept in test-results/looks/status, for people to look at. */
describe.each(["de", "en"] as const)("every status (%s)", (language) => {
  test("fits into the window that it asks for, in every look, and axe-core finds nothing", async () => {
    const shown = await pages.page("status", { viewport: wide });
    const found: string[] = [];
    for (const [place, [name, view]] of [...statusViews(language, Date.now())].entries()) {
      await shown.show(view);
      const usual = place % 2 === 0 ? wide : laptop;
      const settle = async (look: Look) => {
        const { width } = sizeIn(look, usual);
        await shown.page.setViewportSize({ width, height });
        await shown.painted();
        const wanted = await shown.fittingHeight();
        await shown.page.setViewportSize({ width, height: wanted });
        expect(await shown.page.evaluate("document.documentElement.scrollHeight"), `${name}, ${look}`).toBe(wanted);
      };
      const looks = looksOf(place, language);
      found.push(...(await book.look(shown.page, `${name}-${language}`, { usual, looks, settle })));
    }
    expect(found).toEqual([]);
    await shown.close();
  });

  test("Tab leads to everything in it", async () => {
    const shown = await pages.page("status", { viewport: wide });
    const found: string[] = [];
    for (const [name, view] of statusViews(language, Date.now())) {
      await shown.show(view);
      found.push(...(await keyboardWalk(shown.page)).map((fault) => `${name}: ${fault}`));
    }
    expect(found).toEqual([]);
    await shown.close();
  });
});
