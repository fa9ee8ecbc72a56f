import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { generateSealingKey, toHex } from "@ferndiagnose/sealed-recording";
import { type Complaint, complain } from "./complain.ts";
import { DeskAuditor, random } from "./desk-auditor.ts";
import { checkout, type Server } from "./server.ts";

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

/** Complains with a receipt, lets the first of these auditors take the case, and all of them approve it. */
export async function approvedCase(
  server: Server,
  receipt: Complaint,
  keys: readonly string[],
  options: { folder: string; now?: () => number },
): Promise<ApprovedCase> {
  const { folder, now = Date.now } = options;
  const { caseId, desk } = await complain(server, receipt);
  const approvers = await Promise.all(keys.map((key) => DeskAuditor.signIn(desk, key, now)));
  const { publicKey, privateKey } = await generateSealingKey(random);
  await approvers[0]?.take(caseId, toHex(publicKey));
  for (const approver of approvers) await approver.approve(caseId);
  const viewer = path.join(folder, `${caseId}.viewer`);
  const file = {
    format: "ferndiagnose-viewer-key",
    version: 1,
    publicKey: toHex(publicKey),
    privateKey: toHex(privateKey),
  };
  await writeFile(viewer, JSON.stringify(file), { mode: 0o600 });
  return { caseId, viewer, key: keys[0] ?? "" };
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
