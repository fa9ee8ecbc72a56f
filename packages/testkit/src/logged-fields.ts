import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

type LoggedFields = { readonly file: string; readonly line: number; readonly names: readonly string[] };

const calls = /\b\w*[lL]og(?:ger)?(?:\??\.(?:info|warn|error)|\[[^\]]*\])\(\s*(?:"[^"]*",\s*)?\{([^{}]*)\}/g;

/**
 * The fields that a program's sources name where they log, as far as they stand there in so many words: a net beside the logs of
 * real runs, for the lines that no test makes a program write.
 */
function loggedFields(sourceFolder: string): LoggedFields[] {
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

export interface FieldsCompared {
  /** So many lines log something. */
  readonly lines: number;
  /** Where what is logged that is not declared. */
  readonly undeclared: readonly string[];
  readonly neverLogged: readonly string[];
}

/**
 * What a program's sources log against what is declared for it. `elsewhere`: fields that are put together elsewhere and handed to the
 * log as one value.
 */
export function compareLoggedFields(
  sourceFolder: string,
  declared: readonly string[],
  elsewhere: readonly string[] = [],
): FieldsCompared {
  const logged = loggedFields(sourceFolder);
  const names = new Set([...logged.flatMap((each) => each.names), ...elsewhere]);
  return {
    lines: logged.length,
    undeclared: logged.flatMap(({ file, line, names }) =>
      names.filter((name) => !declared.includes(name)).map((name) => `${file}:${line} logs ${name}`),
    ),
    neverLogged: declared.filter((name) => !names.has(name)),
  };
}

function namesIn(literal: string): string[] {
  const parts = literal.split(",").map((part) => part.trim());
  return parts.filter((part) => /^\w/.test(part)).map((part) => /^\w+/.exec(part)?.[0] ?? part);
}
