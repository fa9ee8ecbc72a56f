import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type LoggedFields = { readonly file: string; readonly line: number; readonly names: readonly string[] };

const calls = /\b\w*[lL]og(?:ger)?(?:\??\.(?:info|warn|error)|\[[^\]]*\])\(\s*(?:"[^"]*",\s*)?\{([^{}]*)\}/g;

/**
 * The fields that a program's sources name where they log, as far as they stand there in so many words: a net beside the logs of
 * real runs, for the lines that no test makes a program write.
 */
export function loggedFields(sourceFolder: string): LoggedFields[] {
  const files = globSync("**/*.{ts,tsx}", { cwd: sourceFolder }).filter((file) => !/(\.test\.|testing\/)/.test(file));
  return files.flatMap((file) => {
    const source = readFileSync(join(sourceFolder, file), "utf8");
    return [...source.matchAll(calls)].map((call) => ({
      file,
      line: source.slice(0, call.index).split("\n").length,
      names: namesIn(call[1] ?? ""),
    }));
  });
}

function namesIn(literal: string): string[] {
  const parts = literal.split(",").map((part) => part.trim());
  return parts.filter((part) => /^\w/.test(part)).map((part) => /^\w+/.exec(part)?.[0] ?? part);
}
