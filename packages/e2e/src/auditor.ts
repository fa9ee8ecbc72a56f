import { spawn } from "node:child_process";
import path from "node:path";
import { checkout } from "./server.ts";

export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs `scripts/recordings` as an auditor does, and returns its exit code and everything it wrote. */
export function recordingsCommand(...args: string[]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(checkout, "scripts/commands/recordings.ts"), ...args]);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
