import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BuiltPages } from "./built-pages.ts";
import { stepsViews } from "./steps-views.ts";

let pages: BuiltPages;

beforeAll(async () => {
  pages = await BuiltPages.open();
});
afterAll(async () => {
  await pages?.close();
});

const usual = { width: 820, height: 780 };
const looks = [
  { name: "light", viewport: usual },
  { name: "dark", viewport: usual, colorScheme: "dark" },
  { name: "forced", viewport: usual, forcedColors: "active" },
  { name: "narrow", viewport: { width: 320, height: 640 } },
  // A zoom of 200 % leaves half the pixels of a window to the page.
  { name: "zoom200", viewport: { width: 410, height: 390 } },
] as const;

describe.each(["de", "en"] as const)("every step (%s)", (language) => {
  test.each(looks)("has nothing cut off: $name", async ({ name: look, ...options }) => {
    const shown = await pages.page("steps", options);
    for (const [name, view] of stepsViews(language)) {
      await shown.show(view);
      await shown.picture(`steps-${language}-${look}-${name}`, look !== "light");
      expect(await shown.cutOff(), name).toEqual([]);
    }
    await shown.close();
  });

  test.each(["light", "dark"] as const)("axe-core finds nothing: %s", async (colorScheme) => {
    const shown = await pages.page("steps", { viewport: usual, colorScheme });
    for (const [name, view] of stepsViews(language)) {
      await shown.show(view);
      expect(await shown.violations(), name).toEqual([]);
    }
    await shown.close();
  });
});
