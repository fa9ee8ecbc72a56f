import { describe, expect, test } from "vitest";
import { catalogue, kindById } from "./catalogue.ts";
import type { DataKind } from "./data-kind.ts";
import { declaredFiles, isDeclaredFile } from "./declared.ts";
import { languages } from "./language.ts";

const textsOf = ({ title, what, purpose, because, seenBy, kept }: DataKind) => [
  title,
  what,
  purpose,
  because,
  seenBy,
  ...(kept.how === "for" ? [kept.after] : []),
  ...(kept.how === "moment" || kept.how === "while" ? [kept.while] : []),
  ...(kept.how === "lasting" ? [kept.because] : []),
];

describe("the catalogue", () => {
  test("gives each kind a name of its own, and a place", () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, places } of catalogue) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(places, id).not.toEqual([]);
    }
  });

  test.each(languages)("says everything in %s", (language) => {
    for (const kind of catalogue)
      for (const text of textsOf(kind)) expect(text[language].trim().length, kind.id).toBeGreaterThan(3);
  });

  test("translates, and does not copy", () => {
    for (const kind of catalogue) for (const text of textsOf(kind)) expect(text.en, kind.id).not.toBe(text.de);
  });

  test("declares each column of a table once", () => {
    const columns = catalogue.flatMap(({ places }) =>
      places.flatMap((place) =>
        place.in === "table" ? place.columns.map((column) => `${place.program} ${place.table}.${column}`) : [],
      ),
    );
    expect(columns).toEqual([...new Set(columns)]);
  });

  test("has a ground for everything that is about a person, and keeps nothing of it for good", () => {
    for (const { id, isPersonal, ground, kept } of catalogue) {
      if (!isPersonal) continue;
      expect(ground, id).not.toBe("none");
      expect(kept.how, id).not.toBe("lasting");
    }
  });

  test("leads from kind to kind only to kinds that have a period of their own", () => {
    for (const { kept } of catalogue) if (kept.how === "with") expect(kindById(kept.kind).kept.how).not.toBe("with");
    expect(() => kindById("gossip")).toThrow(/gossip/);
  });

  test("holds nothing that carries a network address for more than 14 days (promise 11)", () => {
    const limitMs = 14 * 24 * 3_600_000;
    for (const id of ["network-address", "desk-visit", "server-logs"]) {
      const { kept } = kindById(id);
      expect(kept.how === "for" ? kept.ms : Number.POSITIVE_INFINITY, id).toBeLessThanOrEqual(limitMs);
    }
    for (const id of ["browser-identification", "connection-data"]) expect(kindById(id).kept.how).toBe("moment");
  });
});

describe("declared files", () => {
  test.each([
    ["keys/2026-06-01.key", true],
    ["secrets/2026-06-01/00ff", true],
    ["secrets/held/2026-06-01/00ff", true],
    ["secrets/2026-06-01", false],
    ["keys/2026-06-01.key/x", false],
    ["keysX2026.key", false],
    ["notes.txt", false],
  ])("of a warden: %s %s", (path, isDeclared) => expect(isDeclaredFile("key-warden", path)).toBe(isDeclared));

  test("stand below a program's folder", () => {
    for (const path of [...declaredFiles("key-warden"), ...declaredFiles("recordings")])
      expect(path).toMatch(/^[a-z<][^\\]*$/);
  });
});
