import { keyboardWalk, LookBook, looksOf } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pageStates } from "./testing/page-states.ts";
import { PageUnderTest, usual } from "./testing/page-under-test.ts";

let site: PageUnderTest;
let book: LookBook;

beforeAll(async () => {
  [site, book] = await Promise.all([PageUnderTest.start(), LookBook.open("portal")]);
});
afterAll(() => site?.stop());

/** Promise 14. The pictures are kept in test-results/looks/portal, for people to look at. */
it(
  "everybody can use every page in every state, in both languages, every look and by Tab alone",
  { timeout: 600_000 },
  () =>
    site.visit({}, async (page) => {
      await page.clock.install();
      const found: string[] = [];
      for (const [place, [state, show]] of Object.entries(pageStates).entries()) {
        await show(page, site.url);
        for (const language of ["de", "en"] as const) {
          // Loading it anew for the other language would take longer than looking at it.
          if (language === "en") await page.getByRole("radio", { name: "English" }).click();
          found.push(...(await book.look(page, `${state}-${language}`, { usual, looks: looksOf(place, language) })));
          found.push(...(await keyboardWalk(page)).map((fault) => `${state}, ${language}: ${fault}`));
        }
      }
      expect(found).toEqual([]);
    }),
);
