/** What needs Node: keeping a log in a directory, and being or asking a witness. */
export { nodeChecks } from "./node-checks.ts";
export { signerFromSeed } from "./signer-from-seed.ts";
