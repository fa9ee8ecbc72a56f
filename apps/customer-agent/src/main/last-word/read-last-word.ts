import { readFileSync } from "node:fs";
import { parseMessage } from "@ferndiagnose/protocol";
import { LastWord } from "@ferndiagnose/protocol/ipc";
import { errorFields, type Log } from "../log.ts";

const standardInput = 0;

/** What the process before us left to its heir, who started us. Undefined when it is none. */
export function readLastWord(log: Log): LastWord | undefined {
  try {
    return parseMessage(LastWord, readFileSync(standardInput, "utf8"));
  } catch (error) {
    log.warn("last_word.unreadable", errorFields(error));
    return undefined;
  }
}
