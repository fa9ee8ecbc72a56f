/** What needs Node: keeping a log in a directory, and being or asking a witness. */
export { directoryFiles, type LogFiles } from "./log-files.ts";
export type { SignedHead } from "./log-state.ts";
export { nodeChecks } from "./node-checks.ts";
export { signerFromSeed } from "./signer-from-seed.ts";
export { type LogOptions, TransparencyLog } from "./transparency-log.ts";
