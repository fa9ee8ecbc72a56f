import { type ReactNode, useEffect, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { I18nextProvider } from "react-i18next";
import type { Texts } from "../texts/create-texts.ts";

/** Gives the texts to everything inside, and their language to the document and to react-aria. */
export function TextsProvider({ texts, children }: { texts: Texts; children: ReactNode }) {
  const [language, setLanguage] = useState(texts.language);
  useEffect(() => {
    texts.on("languageChanged", setLanguage);
    return () => texts.off("languageChanged", setLanguage);
  }, [texts]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <I18nextProvider i18n={texts}>
      <I18nProvider locale={language === "en" ? "en-GB" : "de-DE"}>{children}</I18nProvider>
    </I18nextProvider>
  );
}
