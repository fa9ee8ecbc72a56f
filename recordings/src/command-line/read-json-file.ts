import { readFile, writeFile } from "node:fs/promises";
import type { z } from "zod";
import { CommandError } from "./command-error.ts";

/** A JSON file of one kind. `what` names the kind in the sentence that says it is none. */
export async function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  what: string,
): Promise<z.infer<Schema>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new CommandError(`Cannot read ${path} (${(error as NodeJS.ErrnoException).code}).`, 1, error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new CommandError(`${path} is no ${what}.`, 1, error);
  }
}

/** Writes a file that must not exist yet, for the user alone. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    throw new CommandError(`Cannot write ${path} (${(error as NodeJS.ErrnoException).code}).`, 1, error);
  }
}
