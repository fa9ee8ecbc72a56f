import type { Language } from "@ferndiagnose/protocol";
import { chooseLanguage } from "@ferndiagnose/ui/texts";

/** What was asked for at the start, else the first of the system's languages that we speak, else German. */
export function chooseStartLanguage(asked: Language | undefined, system: readonly string[]): Language {
  return asked ?? chooseLanguage(system);
}
