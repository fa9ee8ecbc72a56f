export const languages = ["de", "en"] as const;
export type Language = (typeof languages)[number];

/** The first language of the list that we speak, German when there is none. Takes `navigator.languages` as it is. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split("-")[0];
    for (const language of languages) if (primary === language) return language;
  }
  return "de";
}
