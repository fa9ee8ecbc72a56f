import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { LegalDocument } from "./legal-document.tsx";
import type { LegalText } from "./legal-text.ts";
import { termsOfUse } from "./terms-of-use.ts";

const withEntry: LegalText = {
  ...termsOfUse("de", "<Muster & Söhne>"),
  sections: [
    {
      id: "data",
      title: "Daten",
      blocks: [
        { kind: "text", text: "Ein Satz." },
        { kind: "entry", id: "one", title: "Eintrag", rows: [{ term: "Was", text: "Etwas." }] },
      ],
    },
  ],
};

describe("a legal document", () => {
  test("has one heading of its own, and one level below for its sections", () => {
    const levels = (html: string) => [...html.matchAll(/<h(\d)/g)].map(([, level]) => level);
    expect(levels(renderToStaticMarkup(<LegalDocument text={withEntry} />))).toEqual(["1", "2", "2", "2"]);
    const inside = renderToStaticMarkup(<LegalDocument text={withEntry} headingLevel={2} contents={false} />);
    expect(levels(inside)).toEqual(["2", "3", "3"]);
    expect(inside).not.toContain("<a ");
  });

  test("names its language and its version", () => {
    const html = renderToStaticMarkup(<LegalDocument text={termsOfUse("en")} />);
    expect(html).toContain('lang="en"');
    expect(html).toContain("Version of 22 November 2026 (no. 2)");
  });

  test("leads from its contents to each section, once", () => {
    const html = renderToStaticMarkup(<LegalDocument text={termsOfUse("de")} />);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
    expect(targets).toEqual(termsOfUse("de").sections.map(({ id }) => `terms-${id}`));
    for (const target of targets) expect(ids).toContain(target);
  });

  test("folds entries with the browser's own means, and shows text as text", () => {
    const html = renderToStaticMarkup(<LegalDocument text={withEntry} />);
    expect(html).toMatch(/<details[^>]*><summary>Eintrag<\/summary><dl><div><dt>Was<\/dt><dd>Etwas\.<\/dd>/);
    const named = renderToStaticMarkup(<LegalDocument text={termsOfUse("de", "<Muster & Söhne>")} />);
    expect(named).toContain("&lt;Muster &amp; Söhne&gt;");
  });
});
