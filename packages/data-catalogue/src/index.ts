export { catalogue, kindById } from "./catalogue.ts";
export { type Chapter, chapters, type DataKind, type Kept, type Program, programs, type Rule } from "./data-kind.ts";
export {
  declaredBrowserKeys,
  declaredFiles,
  declaredLabels,
  declaredLeafTypes,
  declaredRecordKinds,
  declaredTables,
  isDeclaredFile,
} from "./declared.ts";
export type { InBoth, Language } from "./language.ts";
export { type LegalGround, legalGrounds } from "./legal-ground.ts";
export { type DescribedError, describeError } from "./log/describe-error.ts";
export { type FieldShape, fits } from "./log/field-shape.ts";
export { type LogFieldShapes, logFields } from "./log/log-fields.ts";
export { logGuard } from "./log/log-guard.ts";
export { passDeclared, passText, undeclaredField, undeclaredText } from "./log/pass-declared.ts";
export type { LegalBlock, LegalRow, LegalSection, LegalText } from "./notice/legal-text.ts";
export type { Operator } from "./notice/operator.ts";
export { privacyNotice } from "./notice/privacy-notice.ts";
export { privacyVersion } from "./notice/privacy-version.ts";
export {
  attemptWindowMs,
  dayMs,
  destructionKnownDays,
  keyLifetimeMs,
  logDays,
  oneTimeLinkMs,
  recordingDays,
  signedInMs,
} from "./periods.ts";
export type { Place } from "./place.ts";
export { type RetentionChoice, type RetentionRule, retentionRules } from "./retention-rules.ts";
