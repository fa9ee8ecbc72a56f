import { spawn } from "node:child_process";
import path from "node:path";
import { checkout } from "./server.ts";

export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs `scripts/recordings` as an auditor does, and returns its exit code and everything it wrote. */
export function recordingsCommand(...args: string[]): Promise<CommandResult> {
  return recordingsCommandWith(process.env, ...args);
}

/** The same in another environment. */
export function recordingsCommandWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(checkout, "scripts/commands/recordings.ts"), ...args], { env });
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

export interface ApprovedCase {
  readonly caseId: string;
  /** The viewer key's file. */
  readonly viewer: string;
  /** Key file of the one who looks. */
  readonly key: string;
}

/** Complains with a receipt's file, lets the first of these auditors take the case, and all of them approve it. */
export async function approvedCase(
  desk: string,
  receiptFile: string,
  keys: readonly string[],
  env = process.env,
): Promise<ApprovedCase> {
  const [key = ""] = keys;
  const run = async (...args: string[]) => {
    const { code, output } = await recordingsCommandWith(env, ...args, "--desk", desk);
    if (code !== 0) throw new Error(`${args.slice(0, 2).join(" ")}: ${output}`);
    return output;
  };
  const complaint = await run("complain", "--receipt", receiptFile);
  const caseId = /case +([a-z2-7]{16})/.exec(complaint)?.[1] ?? "";
  const viewer = `${receiptFile}.${caseId}.viewer`;
  await run("cases", "take", caseId, "--key", key, "--viewer", viewer);
  for (const approver of keys) await run("cases", "approve", caseId, "--key", approver);
  return { caseId, viewer, key };
}

/** Opens an approved case into a video. */
export function exportCase(
  desk: string,
  { caseId, viewer, key }: ApprovedCase,
  out: string,
  env = process.env,
): Promise<CommandResult> {
  const files = ["--viewer", viewer, "--key", key, "--out", out];
  return recordingsCommandWith(env, "export", caseId, "--desk", desk, ...files);
}
