import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BuiltPages } from "./built-pages.ts";
import { statusViews } from "./status-views.ts";

let pages: BuiltPages;

beforeAll(async () => {
  pages = await BuiltPages.open();
});
afterAll(async () => {
  await pages?.close();
});

const looks = [
  { name: "wide", viewport: { width: 1_200, height: 72 } },
  { name: "laptop", viewport: { width: 1_008, height: 72 } },
  { name: "forced", viewport: { width: 1_200, height: 72 }, forcedColors: "active" },
  // 200 % on a screen of 1280 pixels.
  { name: "zoom200", viewport: { width: 632, height: 72 } },
  { name: "narrow", viewport: { width: 320, height: 72 } },
] as const;

describe.each(["de", "en"] as const)("every status (%s)", (language) => {
  // Words take their room in every language, colours do not.
  const looksOfLanguage = looks.filter(({ name }) => language === "de" || ["wide", "narrow"].includes(name));

  test.each(looksOfLanguage)("fits into the window that it asks for: $name", async ({ name: look, ...options }) => {
    const shown = await pages.page("status", options);
    for (const [name, view] of statusViews(language, Date.now())) {
      await shown.show(view);
      const height = await shown.fittingHeight();
      await shown.page.setViewportSize({ width: options.viewport.width, height });
      await shown.picture(`status-${language}-${look}-${name}`);
      expect(await shown.page.evaluate("document.documentElement.scrollHeight"), name).toBe(height);
      expect(await shown.cutOff(), name).toEqual([]);
    }
    await shown.close();
  });

  test("axe-core finds nothing", async () => {
    const shown = await pages.page("status", looks[0]);
    // What differs between languages is words.
    const views = [...statusViews(language, Date.now())].filter((_, place) => language === "de" || place % 4 === 0);
    for (const [name, view] of views) {
      await shown.show(view);
      expect(await shown.violations(), name).toEqual([]);
    }
    await shown.close();
  });
});
