import { useTranslation } from "react-i18next";
import type { Language } from "../texts/language.ts";
import { Segments } from "./segments.tsx";

/** Each language under its own name, so that those who need it can read it. */
const options = [
  { id: "de", content: <span lang="de">Deutsch</span> },
  { id: "en", content: <span lang="en">English</span> },
] as const;

export interface LanguageSwitchProps {
  /** Told after the change; a program that keeps the choice does it here. */
  onChange?: (language: Language) => void;
}

export function LanguageSwitch({ onChange }: LanguageSwitchProps) {
  const { i18n, t } = useTranslation("common");
  return (
    <Segments
      label={t("language")}
      options={options}
      selected={i18n.language === "en" ? "en" : "de"}
      onSelect={(language: Language) => {
        void i18n.changeLanguage(language);
        onChange?.(language);
      }}
    />
  );
}
