import type { ChosenView } from "@ferndiagnose/protocol/ipc";
import type { ViewOf } from "../step-props.ts";

/** As many as one picture can be made of. */
export const windowsAtMost = 32;

/** What is marked on the page: one of the radio buttons, and windows. Nothing at first, where there is something to decide. */
export interface Selection {
  readonly what: "all" | "windows" | `screen-${number}` | null;
  readonly windows: readonly number[];
}

export function firstSelection({ screens, chosen }: ViewOf<"choice">): Selection {
  if (chosen !== undefined) {
    switch (chosen.view.kind) {
      case "all_screens":
        return { what: screens.length === 1 ? "screen-1" : "all", windows: [] };
      case "screen":
        return { what: `screen-${chosen.view.number}`, windows: [] };
      case "windows":
        return { what: "windows", windows: chosen.view.numbers };
      default:
        return chosen.view satisfies never;
    }
  }
  const [only, ...others] = screens;
  return { what: only !== undefined && others.length === 0 ? `screen-${only.number}` : null, windows: [] };
}

/** Only what is still there counts: windows are closed and screens unplugged while somebody thinks. */
export function chosenViewOf({ what, windows }: Selection, view: ViewOf<"choice">): ChosenView | undefined {
  if (what === null) return undefined;
  if (what === "all") return view.screens.length > 0 ? { kind: "all_screens" } : undefined;
  if (what === "windows") {
    const numbers = windows.filter((number) => view.windows.some((window) => window.number === number));
    const isPossible = view.canChooseWindows && numbers.length > 0 && numbers.length <= windowsAtMost;
    return isPossible ? { kind: "windows", numbers } : undefined;
  }
  const screen = view.screens.find(({ number }) => what === `screen-${number}`);
  return screen && { kind: "screen", number: screen.number, of: view.screens.length };
}
