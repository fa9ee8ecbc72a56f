import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { catalogue } from "../catalogue.ts";
import { type Language, languages } from "../language.ts";
import type { LegalBlock } from "./legal-text.ts";
import { privacyNotice } from "./privacy-notice.ts";
import { privacyVersion } from "./privacy-version.ts";

/**
 * What has been published under this version. Customers consent to a version: whoever changes a word of notice or catalogue gives
 * the notice a new version (privacy-version.ts) and writes its hash here.
 */
const published = {
  version: "2026-11-22.2",
  sha256: "0bc2782112b0520c263887a1c964713c83b3dd53c71e81ffd08a7b96928128c9",
};

const operator = {
  organisation: "Muster-Hotline",
  contact: "Musterstraße 1, Musterstadt",
  dataProtectionContact: "datenschutz, dieselbe Anschrift",
  supervisoryAuthority: "Aufsicht in Musterland",
};

const linesOf = (block: LegalBlock): readonly string[] => {
  switch (block.kind) {
    case "text":
      return [block.text];
    case "list":
      return block.items;
    case "entry":
      return block.rows.map(({ text }) => text);
  }
};
const outline = (language: Language) =>
  privacyNotice(language).sections.map(({ id, blocks }) => [
    id,
    blocks.map((block) => [block.kind, block.kind === "entry" ? block.id : linesOf(block).length]),
  ]);

describe("the privacy notice", () => {
  test("is the text that was published under its version", () => {
    const texts = JSON.stringify(languages.map((language) => privacyNotice(language)));
    expect(privacyVersion).toBe(published.version);
    const sha256 = createHash("sha256").update(texts).digest("hex");
    expect(sha256, "The text has changed: give it a new version in privacy-version.ts, and its hash here").toBe(
      published.sha256,
    );
  });

  test("tells of every kind of data of the catalogue, once", () => {
    const entries = privacyNotice("de").sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "entry" ? [block.id] : [])),
    );
    expect(entries.sort()).toEqual(catalogue.map(({ id }) => id).sort());
  });

  test("says the same in both languages, section by section and point by point", () => {
    expect(outline("en")).toEqual(outline("de"));
    expect(privacyNotice("en").inShort.items).toHaveLength(privacyNotice("de").inShort.items.length);
  });

  test.each(languages)("consists of whole sentences (%s)", (language) => {
    for (const { id, blocks } of privacyNotice(language).sections) {
      for (const line of blocks.flatMap(linesOf)) expect(line, id).toMatch(/^[\p{Lu}\d].+\.$/u);
    }
  });

  test.each(languages)("names what is asked of it: controller, rights, authority, recipients (%s)", (language) => {
    const text = JSON.stringify(privacyNotice(language, operator));
    for (const given of Object.values(operator)) expect(text).toContain(given);
    for (const article of ["15", "16", "17", "18", "20", "21", "77", "22"]) expect(text).toMatch(`Art. ${article}`);
    expect(text).not.toMatch(/[{}]organisation|undefined/);
  });

  test.each(languages)("is complete without the optional names, and names nobody by itself (%s)", (language) => {
    const text = JSON.stringify(privacyNotice(language));
    expect(text).toContain("{organisation}");
    expect(text).not.toMatch(/undefined|GmbH|\bAG\b|@|https?:/);
  });

  test("says how long in words", () => {
    const kept = (id: string, language: Language) => {
      const blocks = privacyNotice(language).sections.flatMap((section) => section.blocks);
      const entry = blocks.find((block) => block.kind === "entry" && block.id === id);
      return entry?.kind === "entry" ? entry.rows.at(-2)?.text : undefined;
    };
    expect(kept("session", "de")).toBe("90 Tage nach dem Ende der Sitzung.");
    expect(kept("session", "en")).toBe("90 days after the end of the session.");
    expect(kept("session-events", "de")).toBe("Wie „Dass es die Sitzung gab“: 90 Tage nach dem Ende der Sitzung.");
    expect(kept("support-consent", "en")).toMatch(/^3 years after the entry/);
    expect(kept("sign-in", "de")).toMatch(/^12 Stunden/);
    expect(kept("session-proofs", "de")).toMatch(/^1 Tag nach/);
  });
});
