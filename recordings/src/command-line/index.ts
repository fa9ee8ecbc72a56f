export { askPassphrase } from "./ask-passphrase.ts";
export type { DeskCommandOptions } from "./at-desk.ts";
export { auditorKeyCommand } from "./auditor-key.ts";
export {
  changeAuditorSetCommand,
  createAuditorSetCommand,
  signAuditorSetCommand,
  verifyAuditorSetCommand,
} from "./auditor-set.ts";
export { breakGlassCommand } from "./break-glass.ts";
export { casesCommand } from "./cases.ts";
export { commandClock } from "./command-clock.ts";
export { CommandError } from "./command-error.ts";
export { complainCommand } from "./complain.ts";
export { exportCommand } from "./export.ts";
export { holdCommand } from "./hold.ts";
export { inspectCommand } from "./inspect.ts";
export { purgeCommand } from "./purge.ts";
export { retentionCommand } from "./retention.ts";
export { scrubCommand } from "./scrub.ts";
export { verifyCommand } from "./verify.ts";
export { verifyCertificateCommand } from "./verify-certificate.ts";
