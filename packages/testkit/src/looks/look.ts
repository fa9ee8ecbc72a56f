import type { Page } from "playwright-core";
import { amount } from "../amount.ts";

/** How people see a page: promise 14 holds in each of these. */
export const looks = ["light", "dark", "forced", "zoom200", "narrow"] as const;
export type Look = (typeof looks)[number];

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The looks in which the state at this place of a list is looked at: all of them in the long amount. In the quick one three of the
 * five, two in German and another in English, so that each state is seen in each language and each look at most states.
 */
export function looksOf(place: number, language: "de" | "en"): readonly Look[] {
  if (amount({ quick: 0, long: 1 }) === 1) return looks;
  const steps = language === "de" ? [0, 2] : [4];
  return looks.filter((_, index) => steps.some((step) => (place + step) % looks.length === index));
}

/** What is left for the page of a window of the usual size. */
export function sizeIn(look: Look, usual: WindowSize): WindowSize {
  switch (look) {
    case "light":
    case "dark":
    case "forced":
      return usual;
    case "zoom200":
      return { width: Math.round(usual.width / 2), height: Math.round(usual.height / 2) };
    case "narrow":
      return { width: 320, height: 640 };
    default:
      return look satisfies never;
  }
}

/** Changes only how the page is looked at: its state stays. */
export async function wear(page: Page, look: Look, usual: WindowSize): Promise<void> {
  await page.emulateMedia({
    colorScheme: look === "dark" ? "dark" : "light",
    forcedColors: look === "forced" ? "active" : "none",
  });
  await page.setViewportSize(sizeIn(look, usual));
}
