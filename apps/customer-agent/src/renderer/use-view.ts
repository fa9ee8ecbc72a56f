import type { Language } from "@ferndiagnose/protocol";
import type { Texts } from "@ferndiagnose/ui";
import { useEffect, useState } from "react";

/** What the main process wants shown, in its language; undefined before it has said so, and while nothing is to be shown. */
export function useView<View extends { language: Language }>(
  onShow: (show: (view: View | undefined) => void) => void,
  texts: Texts,
): View | undefined {
  const [view, setView] = useState<View>();
  useEffect(() => {
    onShow((shown) => {
      if (shown !== undefined && texts.language !== shown.language) void texts.changeLanguage(shown.language);
      setView(shown);
    });
  }, [onShow, texts]);
  return view;
}
