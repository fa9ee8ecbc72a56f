import type { z } from "zod";
import { ProtocolError } from "./errors.ts";

/**
 * Parses one JSON text from a socket or channel into a message of `schema`.
 * Throws `ProtocolError` with `message_malformed` when it is no JSON or does not fit; the input is not repeated in it.
 */
export function parseMessage<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError("message_malformed", { cause });
  }
  const result = schema.safeParse(json);
  if (!result.success) throw new ProtocolError("message_malformed", { cause: result.error });
  return result.data;
}
