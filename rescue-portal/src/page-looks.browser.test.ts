import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { pageStates } from "./testing/page-states.ts";
import { expectGoodLook, PageUnderTest } from "./testing/page-under-test.ts";

let site: PageUnderTest;

beforeAll(async () => {
  site = await PageUnderTest.start();
});
afterAll(() => site?.stop());

const looks: Record<string, BrowserContextOptions> = {
  german: {},
  "english-dark": { locale: "en-GB", colorScheme: "dark" },
  "german-320px": { viewport: { width: 320, height: 640 } },
  "english-200percent-forced": {
    ...{ locale: "en-GB", viewport: { width: 640, height: 450 }, deviceScaleFactor: 2, forcedColors: "active" },
  },
};
const only = process.env["PAGE_STATES"];

/** Promise 14. The pictures are kept in test-results/portal, for people to look at. */
describe.each(Object.entries(looks))("everybody can use every page: %s", (look, options) => {
  it("in every state", () =>
    site.visit(options, async (page) => {
      for (const [state, show] of Object.entries(pageStates)) {
        if (only && !only.split(",").includes(state)) continue;
        await show(page, site.url);
        await expectGoodLook(page, `${state}-${look}`);
      }
    }));
});
