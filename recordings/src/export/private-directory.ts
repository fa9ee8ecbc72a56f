import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CommandError } from "../command-line/command-error.ts";

export interface PrivateDirectory {
  readonly path: string;
  /** Aborted when the program is told to end. */
  readonly signal: AbortSignal;
}

/**
 * A directory beside the result that nobody else can read, for what must not outlive the work: it is removed whatever happens, also
 * when the program is told to end.
 */
export async function withPrivateDirectory<Result>(
  out: string,
  work: (directory: PrivateDirectory) => Promise<Result>,
): Promise<Result> {
  const parent = dirname(resolve(out));
  const path = await mkdtemp(join(parent, `.${basename(out)}-`)).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`Cannot write to ${parent} (${error.code}).`, 1, error);
  });
  const breakOff = new AbortController();
  const keepNothing = removeOnSignal(path, breakOff);
  try {
    return await work({ path, signal: breakOff.signal });
  } finally {
    keepNothing.dispose();
    await rm(path, { recursive: true, force: true });
  }
}

function removeOnSignal(path: string, breakOff: AbortController): { dispose(): void } {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const remove = () => {
    breakOff.abort();
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    process.exit(130);
  };
  for (const signal of signals) process.once(signal, remove);
  return {
    dispose: () => {
      for (const signal of signals) process.off(signal, remove);
    },
  };
}
