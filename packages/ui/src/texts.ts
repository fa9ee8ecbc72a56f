/** The texts without React, for programs that have none. */
export { createTexts, type Texts } from "./texts/create-texts.ts";
export { chooseLanguage, type Language, languages } from "./texts/language.ts";
export { sharedTexts } from "./texts/shared-texts.ts";
export type { SameKeys, TextKey, TextTree } from "./texts/text-key.ts";
