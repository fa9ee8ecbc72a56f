/** What needs Node: keeping a log in a directory, and being or asking a witness. */
export { type KeyFileOptions, loadSigner } from "./key-file.ts";
export { directoryFiles, type LogFiles } from "./log-files.ts";
export type { SignedHead } from "./log-state.ts";
export { LogView } from "./log-view.ts";
export { nodeChecks } from "./node-checks.ts";
export { signerFromSeed } from "./signer-from-seed.ts";
export { type SingleWriter, takeWriter } from "./single-writer.ts";
export { type LogOptions, TransparencyLog } from "./transparency-log.ts";
export { type OpenWitness, openWitness, type WitnessFolderOptions } from "./witness/open-witness.ts";
export { Witness, type WitnessAnswer, type WitnessOptions } from "./witness/witness.ts";
export { type Cosigned, type WitnessAddress, WitnessClient } from "./witness/witness-client.ts";
export { startWitnessServer, type WitnessServer, type WitnessServerOptions } from "./witness/witness-server.ts";
export { WitnessStore } from "./witness/witness-store.ts";
