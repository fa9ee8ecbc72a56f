export type { InBoth, Language } from "./language.ts";
export type { LegalBlock, LegalRow, LegalSection, LegalText } from "./notice/legal-text.ts";
export type { Operator } from "./notice/operator.ts";
export { privacyNotice } from "./notice/privacy-notice.ts";
export { privacyVersion } from "./notice/privacy-version.ts";
