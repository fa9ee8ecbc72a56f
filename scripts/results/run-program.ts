import { spawn } from "node:child_process";

/** `code` is null where a signal ended the program. */
export type ProgramEnd = { readonly code: number | null };

/** Runs a JavaScript or TypeScript program on this Node. `see` gets everything it writes, in order. */
export function runProgram(args: readonly string[], folder: string, see: (text: string) => void): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", see);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code }));
  });
}
