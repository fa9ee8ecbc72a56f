import { fits } from "./field-shape.ts";

/** What of an error may be logged. */
export type DescribedError = { readonly kind: string; readonly code?: string; readonly at: readonly string[] };

const framesAtMost = 8;
const name = /^[A-Za-z_$][\w$]{0,63}$/;

/**
 * Kind, code and place of an error. Its message stays out, because it may quote what somebody sent; of the places only the last
 * folders, because what stands before them is about the machine and may name a person.
 */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { kind: typeof error, at: [] };
  const { code: found } = error as { code?: unknown };
  const kind = error.constructor.name;
  return {
    kind: name.test(kind) ? kind : "Error",
    ...(typeof found === "string" && fits(found, "code") ? { code: found } : {}),
    at: framesOf(error).slice(0, framesAtMost),
  };
}

/** The message comes first in a stack and may have lines of its own that look like frames: it is cut off as a whole. */
function framesOf({ stack = "", message }: Error): string[] {
  const end = stack.indexOf(message);
  const below = end < 0 ? stack : stack.slice(end + message.length);
  return below.split("\n").flatMap((line) => {
    const [, where] = /^\s+at (?:.*\()?([^()]+:\d+:\d+)\)?$/.exec(line) ?? [];
    return where === undefined ? [] : [where.split(/[\\/]/).slice(-3).join("/")];
  });
}
