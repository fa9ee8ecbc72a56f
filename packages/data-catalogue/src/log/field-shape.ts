/**
 * What the value of a log field may look like. Anything else is not written: an allowed name does not carry a sentence that
 * somebody sent.
 */
export type FieldShape = "code" | "codes" | "count" | "flag" | "error" | RegExp;

/** A word of our own or of the system: `key_malformed`, `SQLITE_BUSY`, `SIGKILL`. Never as many digits as a key has. */
const code = /^(?!.*\d{4})[A-Za-z][\w.-]{0,63}$/;

export const shapes = {
  sessionId: /^[a-z2-7]{20}$/,
  recordingId: /^[0-9a-f]{32}$/,
  caseId: /^[a-z2-7]{16}$/,
  wardenId: /^[0-9a-f]{32}$/,
  day: /^\d{4}-\d{2}-\d{2}$/,
  /** A few words that a program puts together of its own words and small numbers. */
  words: /^(?!.*\d{6})(?!.*\d\.\d+\.\d)[\p{L}\d ,;._-]{1,200}$/u,
} as const;

export function fits(value: unknown, shape: FieldShape): boolean {
  switch (shape) {
    case "code":
      return typeof value === "string" && code.test(value);
    case "codes":
      return Array.isArray(value) && value.length <= 50 && value.every((each) => fits(each, "code"));
    case "count":
      return typeof value === "number" && Number.isFinite(value);
    case "flag":
      return typeof value === "boolean";
    case "error":
      return true;
    default:
      return typeof value === "string" && shape.test(value);
  }
}
