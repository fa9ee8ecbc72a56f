import type { Program } from "../data-kind.ts";
import { logFields } from "./log-fields.ts";
import { passDeclared, passText } from "./pass-declared.ts";

type LogMethod = (...args: unknown[]) => void;

/**
 * Options for pino (its types are not known here): whatever a program logs, only what the catalogue declares is written. It
 * does not reach the bindings of child loggers, so do not hand out `child`.
 */
export function logGuard(program: Program) {
  const shapes = logFields(program);
  return {
    base: { program },
    hooks: {
      logMethod(this: unknown, args: unknown[], method: LogMethod): void {
        const [first, text] = args;
        const isError = first instanceof Error;
        const fields = isError ? { err: first } : typeof first === "object" && first !== null ? first : {};
        const words = typeof first === "string" ? first : (text ?? (isError ? "error" : undefined));
        method.call(this, passDeclared(fields, shapes), passText(words));
      },
    },
  };
}
