import { chooseLanguage, type Language } from "@ferndiagnose/ui";

const place = "ferndiagnose.language";

/** The language chosen here before, else the browser's. */
export function keptLanguage(storage: Pick<Storage, "getItem">, preferred: readonly string[]): Language {
  const kept = storage.getItem(place);
  return chooseLanguage(kept === null ? preferred : [kept]);
}

export function keepLanguage(storage: Pick<Storage, "setItem">, language: Language): void {
  storage.setItem(place, language);
}
