import type { Language } from "@ferndiagnose/ui";

const name = "lang";

/** The language that the address asks for. */
export function languageOf(search: string): readonly string[] {
  return new URLSearchParams(search).getAll(name);
}

/** A chosen language stands in the address: nothing is stored for it. */
export function keepLanguage(language: Language): void {
  const address = new URL(location.href);
  address.searchParams.set(name, language);
  history.replaceState(history.state, "", address);
}
