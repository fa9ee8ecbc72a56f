import { logFields, passDeclared, passText } from "@ferndiagnose/data-catalogue";

export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** One line per life-cycle transition. Never a key, name, address, text or picture. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

const declared = logFields("customer-agent");

/** JSON lines on standard error, with nothing that the data catalogue does not declare. */
export const standardLog: Log = {
  info: (event, fields) => write("info", event, fields),
  warn: (event, fields) => write("warn", event, fields),
};

function write(level: string, event: string, fields: LogFields = {}): void {
  process.stderr.write(
    `${JSON.stringify({ level, time: Date.now(), event: passText(event), ...passDeclared(fields, declared) })}\n`,
  );
}

/** What of an error may be logged: its name and code, since messages can carry addresses. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? { error: error.name, code } : { error: error.name };
}
