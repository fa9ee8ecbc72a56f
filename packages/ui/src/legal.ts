export type { LegalBlock, LegalRow, LegalSection, LegalText } from "./legal/legal-text.ts";
export { termsOfUse } from "./legal/terms-of-use.ts";
export { termsVersion } from "./legal/terms-version.ts";
