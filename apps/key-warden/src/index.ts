export { Environment, optionsFromEnvironment } from "./environment.ts";
export { createKeyWarden, type KeyWarden, type KeyWardenOptions, type RunningKeyWarden } from "./key-warden.ts";
export type { Clock, Log, Random, Timer, WardenPorts } from "./ports.ts";
