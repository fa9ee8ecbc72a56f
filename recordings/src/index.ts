export { Environment, optionsFromEnvironment } from "./environment.ts";
export { Metrics } from "./operations/metrics.ts";
export { OperationsServer } from "./operations/operations-server.ts";
export type { Clock, Log, Ports, Random, Timer } from "./ports.ts";
export { createRecordings, type Recordings } from "./recordings.ts";
export type { DeskOptions, LogOptions, RecordingsOptions, RecordingsParts } from "./recordings-options.ts";
export { systemPorts } from "./system-ports.ts";
export { logVerifierKey } from "./trust/log-key.ts";
export type { WardenAddress } from "./wardens/warden-line.ts";
