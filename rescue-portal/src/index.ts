export type { NewAccount } from "./accounts/account-desk.ts";
export type { AttemptLimit } from "./budgets/attempt-budget.ts";
export type { Database } from "./database/database.ts";
export { openSqliteDatabase } from "./database/sqlite-database.ts";
export { createPortal, type Portal, type PortalAddresses } from "./portal.ts";
export type { PortalBudgetLimits } from "./portal-budgets.ts";
export { createPortalLog } from "./portal-log.ts";
export type { ListenerPlace, PortalOptions, PortalTimings } from "./portal-options.ts";
export type { Clock, Log, PortalPorts, Random, Timer } from "./ports.ts";
