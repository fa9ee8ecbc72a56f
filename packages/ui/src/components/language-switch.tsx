import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { type Language, languages } from "../texts/language.ts";

const ownNames: Record<Language, string> = { de: "Deutsch", en: "English" };

export interface LanguageSwitchProps {
  /** Told after the change; a program that keeps the choice does it here. */
  onChange?: (language: Language) => void;
}

/** Each language under its own name, so that those who need it can read it. */
export function LanguageSwitch({ onChange }: LanguageSwitchProps) {
  const { i18n, t } = useTranslation("common");
  return (
    <ToggleButtonGroup
      className="fd-languages"
      aria-label={t("language")}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[i18n.language]}
      onSelectionChange={(keys) => {
        const language = languages.find((candidate) => keys.has(candidate));
        if (language === undefined) return;
        void i18n.changeLanguage(language);
        onChange?.(language);
      }}
    >
      {languages.map((language) => (
        <ToggleButton key={language} id={language} className="fd-language">
          <span lang={language}>{ownNames[language]}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
