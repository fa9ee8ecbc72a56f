import { describe, expect, test } from "vitest";
import { type Language, languages } from "../texts/language.ts";
import type { LegalBlock } from "./legal-text.ts";
import { termsOfUse } from "./terms-of-use.ts";
import { termsVersion } from "./terms-version.ts";

/**
 * What has been published under this version. Customers consent to a version: whoever changes a word gives the text a new version
 * (terms-version.ts, and the version line in both languages) and writes its hash here.
 */
const published = {
  version: "2026-11-22.2",
  sha256: "219161218dade454629153fa772af1e4fba1aef76bc8b66decd1e854c9fc93e7",
};

const outline = (language: Language) =>
  termsOfUse(language).sections.map(({ id, blocks }) => [
    id,
    blocks.map((block) => [block.kind, block.kind === "list" ? block.items.length : 1]),
  ]);

const words = (block: LegalBlock) => (block.kind === "text" ? [block.text] : block.kind === "list" ? block.items : []);

describe("terms of use", () => {
  test("are the words that were published under their version", async () => {
    const texts = JSON.stringify(languages.map((language) => termsOfUse(language)));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(texts)));
    expect(termsVersion).toBe(published.version);
    expect(Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(published.sha256);
  });

  test("say the same in both languages, section by section and point by point", () => {
    expect(outline("en")).toEqual(outline("de"));
    expect(termsOfUse("en").inShort.items).toHaveLength(termsOfUse("de").inShort.items.length);
  });

  test.each(languages)("name the organisation, and nobody else (%s)", (language) => {
    const text = JSON.stringify(termsOfUse(language, "Muster-Hotline"));
    expect(text).toContain("Muster-Hotline");
    expect(text).not.toMatch(/[{}]organisation/);
    expect(text).not.toMatch(/GmbH|\bAG\b|@|https?:/);
  });

  test.each(languages)("are whole sentences (%s)", (language) => {
    for (const { id, blocks } of termsOfUse(language).sections)
      for (const line of blocks.flatMap(words)) expect(line, id).toMatch(/^\p{Lu}.+\.$/u);
  });

  test("carry their version's date in words", () => {
    expect(termsOfUse("de").versionLine).toContain("22. November 2026");
    expect(termsOfUse("en").versionLine).toContain("22 November 2026");
  });
});
