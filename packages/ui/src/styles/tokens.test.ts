import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [lightCss = "", darkCss = ""] = css.split("@media (prefers-color-scheme: dark)");

function colours(part: string): Map<string, string> {
  return new Map(
    [...part.matchAll(/--fd-([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? "", value ?? ""]),
  );
}

/** Contrast ratio of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const textPairs = [
  ...["ground", "surface", "sunken", "accent-wash", "danger-wash", "warning-wash", "success-wash"].map((wash) => [
    "text",
    wash,
  ]),
  ...["ground", "surface", "sunken"].map((wash) => ["text-soft", wash]),
  ...["ground", "surface", "accent-wash"].map((wash) => ["accent", wash]),
  ["danger", "surface"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["on-danger", "danger"],
  ["on-danger", "danger-strong"],
] as [string, string][];

const shapePairs = [
  ["border", "ground"],
  ["border", "surface"],
  ["focus", "ground"],
  ["focus", "surface"],
  ["warning", "warning-wash"],
  ["danger", "danger-wash"],
  ["success", "success-wash"],
] as [string, string][];

describe.each([
  ["light", colours(lightCss)],
  ["dark", colours(darkCss)],
])("%s theme", (_name, theme) => {
  test.each(textPairs)("%s on %s can be read", (one, other) => {
    expect(contrast(theme.get(one) ?? "", theme.get(other) ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  test.each(shapePairs)("%s on %s can be seen", (one, other) => {
    expect(contrast(theme.get(one) ?? "", theme.get(other) ?? "")).toBeGreaterThanOrEqual(3);
  });
});

test("dark names the same colours as light", () => {
  expect([...colours(darkCss).keys()]).toEqual([...colours(lightCss).keys()]);
});
