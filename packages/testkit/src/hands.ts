import type { Page } from "playwright-core";

/** Somebody who uses the pages: only with a mouse, or only with a keyboard. */
export interface Hands {
  /** A button or a link. */
  press(name: string | RegExp): Promise<void>;
  /** A radio button or a box to tick. */
  choose(name: string | RegExp): Promise<void>;
}

export function mouseOf(page: Page): Hands {
  return {
    press: (name) => page.getByRole("button", { name }).click(),
    async choose(name) {
      const box = page.locator("label", { hasText: name });
      await box.or(page.getByRole("radio", { name })).first().click();
    },
  };
}

export interface KeyboardHands extends Hands {
  /** Goes there by Tab, and with arrows within a group of radio buttons. */
  goTo(name: string | RegExp): Promise<void>;
}

/** Tab, arrows, space and Enter; whatever has the focus on the way must show it. */
export function keyboardOf(page: Page): KeyboardHands {
  return {
    goTo: (name) => tabTo(page, name),
    async press(name) {
      await tabTo(page, name);
      await page.keyboard.press("Enter");
    },
    async choose(name) {
      await tabTo(page, name, true);
      await page.keyboard.press("Space");
    },
  };
}

interface Focus {
  name: string;
  isShown: boolean;
  isRadio: boolean;
}

/** More than the longest page has. */
const mostPresses = 60;

async function tabTo(page: Page, name: string | RegExp, isChoice = false): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < mostPresses; presses++) {
    await page.keyboard.press("Tab");
    const focus = await focused(page);
    if (focus === undefined) continue;
    if (!focus.isShown) throw new Error(`The focus cannot be seen on ${focus.name}`);
    if (matches(focus.name, name)) return;
    seen.push(focus.name);
    if (!isChoice || !focus.isRadio) continue;
    // Within a group, arrows go from one to the next.
    for (let arrows = 0; arrows < 8; arrows++) {
      await page.keyboard.press("ArrowRight");
      const next = await focused(page);
      if (next !== undefined && matches(next.name, name)) return;
    }
  }
  throw new Error(`${String(name)} cannot be reached; there is ${seen.join(" | ")}`);
}

function matches(text: string, name: string | RegExp): boolean {
  return typeof name === "string" ? text.includes(name) : name.test(text);
}

function focused(page: Page): Promise<Focus | undefined> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return undefined;
    const shown = element.closest("label") ?? element;
    const style = getComputedStyle(shown);
    return {
      name: element.getAttribute("aria-label") || element.labels?.[0]?.textContent || shown.textContent,
      isShown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      isRadio: element.type === "radio" || element.getAttribute("role") === "radio",
    };
  })()`);
}
