export { type CommandResult, recordingsCommand, recordingsCommandWith } from "./auditor.ts";
export { Customer, type KeptReceipt } from "./customer.ts";
export { Server, type ServerSummary } from "./server.ts";
export { Technician } from "./technician.ts";
