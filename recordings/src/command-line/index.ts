export { askPassphrase } from "./ask-passphrase.ts";
export { auditorKeyCommand, auditorSetCommand } from "./auditor-key.ts";
export { CommandError } from "./command-error.ts";
export { exportCommand } from "./export.ts";
export { inspectCommand } from "./inspect.ts";
export { scrubCommand } from "./scrub.ts";
export { verifyCommand } from "./verify.ts";
