import { describe, expect, test } from "vitest";
import { sharedTexts } from "./shared-texts.ts";
import type { TextTree } from "./text-key.ts";

function leaves(tree: TextTree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value] as [string, string]] : leaves(value, `${prefix}${key}.`),
  );
}

describe("shared texts", () => {
  const german = new Map(leaves(sharedTexts.de));
  const english = new Map(leaves(sharedTexts.en));

  test("both languages have the same keys", () => {
    expect([...english.keys()]).toEqual([...german.keys()]);
  });

  test("both languages fill in the same values", () => {
    const holes = (text = "") => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
    for (const [key, text] of german) expect(holes(english.get(key)), key).toEqual(holes(text));
  });

  test("every error and every end is at least one whole sentence, and no sentence is empty", () => {
    for (const texts of [german, english]) {
      for (const [key, text] of texts) {
        expect(text.trim(), key).not.toBe("");
        if (key.startsWith("errors.") || key.startsWith("endReasons.")) expect(text, key).toMatch(/^\p{Lu}.{15,}\.$/u);
      }
    }
  });

  test("German texts are translated, not copied", () => {
    for (const [key, text] of german) {
      if (key !== "common.productName") expect(english.get(key), key).not.toBe(text);
    }
  });
});
