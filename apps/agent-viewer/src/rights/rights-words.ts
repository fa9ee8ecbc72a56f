import type { Rights } from "@ferndiagnose/protocol";
import type { Say } from "../texts/use-text.ts";

/** What may be seen, as a sentence of its own. */
export function viewWords({ view }: Rights, say: Say): string {
  switch (view.kind) {
    case "nothing":
      return say("rights.seeNothing");
    case "all_screens":
      return say("rights.seeAll");
    case "screen":
      return view.of === 1 ? say("rights.seeOnly") : say("rights.seeScreen", { number: view.number, of: view.of });
    case "windows":
      return say("rights.seeWindows", { count: view.count });
    default:
      return view satisfies never;
  }
}
