import { EndReason, ErrorCode } from "@ferndiagnose/protocol";
import { sharedTexts, type TextTree } from "@ferndiagnose/ui/texts";
import { describe, expect, test } from "vitest";
import { de } from "./de.ts";
import { en } from "./en.ts";

function leaves(tree: TextTree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value] as [string, string]] : leaves(value, `${prefix}${key}.`),
  );
}

const german = new Map(leaves(de));
const english = new Map(leaves(en));

test("both languages have the same keys and fill in the same values", () => {
  expect([...english.keys()]).toEqual([...german.keys()]);
  const holes = (text = "") => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
  for (const [key, text] of german) expect(holes(english.get(key)), key).toEqual(holes(text));
});

test("no sentence is empty", () => {
  for (const text of [...german.values(), ...english.values()]) expect(text.trim()).not.toBe("");
});

describe.each(["de", "en"] as const)("shared texts in %s", (language) => {
  test("every code of the protocol has its sentence, and no other has", () => {
    expect(Object.keys(sharedTexts[language].errors).sort()).toEqual([...ErrorCode.options].sort());
    expect(Object.keys(sharedTexts[language].endReasons).sort()).toEqual([...EndReason.options].sort());
  });
});
