import type { Page } from "playwright-core";

/** What Tab has to come to; of radio buttons that belong together, one. A dialog that is open is the page. */
const begin = `(() => {
  const root = [...document.querySelectorAll("[role=dialog], dialog[open]")].at(-1) ?? document.body;
  const all = root.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])");
  // One box for all buttons of which only one can be chosen.
  const stopOf = (element) => {
    const isRadio = element.type === "radio" || element.getAttribute("role") === "radio";
    return isRadio ? element.closest("[role=radiogroup], fieldset") ?? element : element;
  };
  const stops = new Set([...all].filter((element) => {
    if (element.disabled || element.type === "file") return false;
    if (element.tabIndex < 0 && element.type !== "radio") return false;
    return element.checkVisibility() && !element.closest("[inert], [aria-hidden=true]");
  }).map(stopOf));
  globalThis.keyboardWalk = { stops: [...stops], stopOf };
  return stops.size;
})()`;

const look = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const index = keyboardWalk.stops.indexOf(keyboardWalk.stopOf(element));
  const shown = element.closest("label") ?? element;
  const style = getComputedStyle(shown);
  const { top, bottom, left, right } = shown.getBoundingClientRect();
  return {
    index,
    what: element.outerHTML.slice(0, 140),
    isShown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInWindow: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
  };
})()`;

interface Focus {
  index: number;
  what: string;
  isShown: boolean;
  isInWindow: boolean;
}

/**
 * Goes through the page by Tab alone, from where the focus is: everything that can be pressed or filled in is come to, the focus is seen
 * on it (WCAG 2.4.7, 2.4.11), and it goes on from there (2.1.2). What is wrong, in words.
 */
export async function keyboardWalk(page: Page): Promise<string[]> {
  const count: number = await page.evaluate(begin);
  const seen = new Set<number>();
  const found = new Set<string>();
  // The way may lead through the window's own buttons, and begin in the middle.
  const mostPresses = 2 * count + 10;
  for (let presses = 0; seen.size < count && presses < mostPresses; presses++) {
    await page.keyboard.press("Tab");
    const focus: Focus | undefined = await page.evaluate(look);
    if (focus === undefined) continue;
    if (focus.index >= 0) seen.add(focus.index);
    if (!focus.isShown) found.add(`focus is not seen on ${focus.what}`);
    if (!focus.isInWindow) found.add(`focus is out of the window: ${focus.what}`);
  }
  const missed: string[] = await page.evaluate(
    `keyboardWalk.stops.filter((_, index) => !${JSON.stringify([...seen])}.includes(index)).map((element) => element.outerHTML.slice(0, 140))`,
  );
  return [...found, ...missed.map((what) => `Tab does not come to ${what}`)];
}
