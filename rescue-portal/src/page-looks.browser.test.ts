import { amount } from "@ferndiagnose/testkit";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, it } from "vitest";
import { pageStates } from "./testing/page-states.ts";
import { expectAccessible, expectGoodLook, PageUnderTest } from "./testing/page-under-test.ts";

let site: PageUnderTest;

beforeAll(async () => {
  site = await PageUnderTest.start();
});
afterAll(() => site?.stop());

const everyState = Object.keys(pageStates);
const someStates = ["start-wrong", "offer-linux-test", "phone", "receipt-code", "receipt-destroyed", "privacy"];

interface Look extends BrowserContextOptions {
  /** Where axe-core looks in the quick amount: the document is the same in every look, colours and sizes are not. */
  readonly checked: readonly string[];
}

const looks: Record<string, Look> = {
  german: { checked: everyState },
  "english-dark": { locale: "en-GB", colorScheme: "dark", checked: someStates },
  "german-320px": { viewport: { width: 320, height: 640 }, checked: someStates },
  "english-200percent-forced": {
    ...{ locale: "en-GB", viewport: { width: 640, height: 450 }, deviceScaleFactor: 2, forcedColors: "active" },
    checked: [],
  },
};

/** Promise 14. The pictures are kept in test-results/portal, for people to look at. */
it.concurrent.each(Object.entries(looks))(
  "everybody can use every page in every state: %s",
  { timeout: 600_000 },
  (look, how) => {
    const { checked, ...options } = how;
    const isChecked = new Set(amount({ quick: 0, long: 1 }) === 1 ? everyState : checked);
    return site.visit(options, async (page) => {
      await page.clock.install();
      for (const [state, show] of Object.entries(pageStates)) {
        await show(page, site.url);
        await expectGoodLook(page, `${state}-${look}`);
        if (isChecked.has(state)) await expectAccessible(page);
      }
    });
  },
);
