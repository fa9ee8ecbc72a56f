import { describeError } from "./describe-error.ts";
import { fits } from "./field-shape.ts";
import type { LogFieldShapes } from "./log-fields.ts";

/** In a line: the names of what was not let through. Tests fail where it stands. */
export const undeclaredField = "undeclared";
/** In place of a message that is not one of our own words. */
export const undeclaredText = "undeclared text";

const plainName = /^[A-Za-z]{1,40}$/;
/** Words of our own, without room for a key, an address or a path. */
const plainText = /^(?!.*\d{3})(?!.*\d\.\d)[A-Za-z][\w. -]{0,79}$/;

/** What of the fields may be written. Of what may not, the names alone are told, where they are names. */
export function passDeclared(fields: object, shapes: LogFieldShapes): Record<string, unknown> {
  const passed: Record<string, unknown> = {};
  const undeclared: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (value === undefined || value === null) continue;
    if (shape === undefined || !fits(value, shape)) undeclared.push(plainName.test(name) ? name : "?");
    else passed[name] = shape === "error" ? describeError(value) : value;
  }
  return undeclared.length === 0 ? passed : { ...passed, [undeclaredField]: undeclared };
}

export function passText(text: unknown): string {
  return typeof text === "string" && plainText.test(text) ? text : undeclaredText;
}
