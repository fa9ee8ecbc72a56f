import { useEffect } from "react";
import { useText, type ViewerTextKey } from "./texts/use-text.ts";

/** The title of the tab, which is all that is seen of us while another tab is in front. */
export function useTitle(key: ViewerTextKey): void {
  const { say } = useText();
  const title = say(key);
  const product = say("common:productName");
  useEffect(() => {
    document.title = title === product ? title : `${title} – ${product}`;
  }, [title, product]);
}
