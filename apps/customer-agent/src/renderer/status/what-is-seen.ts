import type { ViewScope } from "@ferndiagnose/protocol";
import { useWords } from "../texts/use-words.ts";

/** What may be seen, in the fourth case after "sees"; undefined for nothing. */
export function useWhatIsSeen(): (view: ViewScope) => string | undefined {
  const words = useWords();
  return (view) => {
    switch (view.kind) {
      case "nothing":
        return undefined;
      case "all_screens":
        return words("status.allScreens");
      case "screen":
        return view.of > 1 ? words("status.screen", { number: view.number }) : words("status.onlyScreen");
      case "windows":
        return words("status.windows", { count: view.count });
      default:
        return view satisfies never;
    }
  };
}
