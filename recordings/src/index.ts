export { AuditorSet, readAuditorSet } from "./auditors/auditor-set.ts";
export { Environment, optionsFromEnvironment } from "./environment.ts";
export { Metrics } from "./operations/metrics.ts";
export { OperationsServer } from "./operations/operations-server.ts";
export type { Clock, Log, Ports, Random, Timer } from "./ports.ts";
export type { CreateFile, RecordingFile } from "./recorder/recording-file.ts";
export { createRecordings, type Recordings, type RecordingsOptions, type RecordingsParts } from "./recordings.ts";
export { systemPorts } from "./system-ports.ts";
