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

test("everything can be read in the dark", async () => {
  const shown = await pages.page("steps", { viewport: usual, colorScheme: "dark" });
  for (const [name, view] of stepsViews("de")) {
    await shown.show(view);
    expect(await shown.violations(["color-contrast"]), name).toEqual([]);
  }
  await shown.close();
});

test.each([
  { name: "light", viewport: usual },
  { name: "narrow", viewport: { width: 320, height: 640 } },
])("terms and privacy notice are read in place, on top of the page: $name", async ({ name: look, ...options }) => {
  const shown = await pages.page("steps", options);
  await shown.show(stepsViews("de").get("3-consent") ?? {});
  for (const text of ["Nutzungsbedingungen", "Datenschutzhinweise"]) {
    await shown.page.getByRole("button", { name: `${text} lesen` }).click();
    const dialog = shown.page.getByRole("dialog", { name: text });
    await shown.page.keyboard.press("PageDown");
    expect(await dialog.innerText()).toContain("Muster-Hilfe GmbH");
    await shown.picture(`steps-de-${look}-3-reading-${text}`);
    expect(await shown.cutOff()).toEqual([]);
    if (look === "light") expect(await shown.violations()).toEqual([]);
    await shown.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }
  await shown.close();
});

describe.each(["de", "en"] as const)("every step (%s)", (language) => {
  // Colours are the same in every language.
  const looksOfLanguage = looks.filter(({ name }) => language === "de" || !["dark", "forced"].includes(name));

  test.each(looksOfLanguage)("has nothing cut off: $name", async ({ name: look, ...options }) => {
    const shown = await pages.page("steps", options);
    for (const [name, view] of stepsViews(language)) {
      await shown.show(view);
      await shown.picture(`steps-${language}-${look}-${name}`, look !== "light");
      expect(await shown.cutOff(), name).toEqual([]);
    }
    await shown.close();
  });

  test("axe-core finds nothing", async () => {
    const shown = await pages.page("steps", { viewport: usual });
    // What differs between languages is words.
    const views = [...stepsViews(language)].filter((_, place) => language === "de" || place % 4 === 0);
    for (const [name, view] of views) {
      await shown.show(view);
      expect(await shown.violations(), name).toEqual([]);
    }
    await shown.close();
  });
});
