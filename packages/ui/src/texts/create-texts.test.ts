import { expect, test } from "vitest";
import { createTexts } from "./create-texts.ts";
import { chooseLanguage } from "./language.ts";

const own = { de: { desk: { title: "Arbeitsplatz" } }, en: { desk: { title: "Desk" } } };

test("German is the language of those who ask for nothing", () => {
  expect(createTexts(own).t("desk.title")).toBe("Arbeitsplatz");
});

test("own and shared texts are ready at once and change together", async () => {
  const texts = createTexts(own, "en");
  expect(texts.t("desk.title")).toBe("Desk");
  expect(texts.t("errors:key_malformed")).toMatch(/seven digits/);
  await texts.changeLanguage("de");
  expect(texts.t("desk.title")).toBe("Arbeitsplatz");
  expect(texts.t("errors:key_malformed")).toMatch(/sieben Ziffern/);
});

test("numbers choose their form", () => {
  const texts = createTexts(own, "de");
  expect(texts.t("common:retryInSeconds", { count: 1 })).toContain("1 Sekunde möglich");
  expect(texts.t("common:retryInSeconds", { count: 5 })).toContain("5 Sekunden möglich");
});

test("two programs in one process keep their languages apart", () => {
  const german = createTexts(own, "de");
  const english = createTexts(own, "en");
  expect(german.t("desk.title")).toBe("Arbeitsplatz");
  expect(english.t("desk.title")).toBe("Desk");
});

test.each([
  [["en-GB", "de"], "en"],
  [["de-AT"], "de"],
  [["fr-FR", "EN-us"], "en"],
  [["fr-FR"], "de"],
  [[], "de"],
] as const)("%j is served in %s", (preferred, language) => {
  expect(chooseLanguage(preferred)).toBe(language);
});
