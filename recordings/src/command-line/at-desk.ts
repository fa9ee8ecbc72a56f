import type { ErrorCode } from "@ferndiagnose/protocol";
import type { Clock, Random } from "../ports.ts";
import { AuditorAtDesk } from "./client/auditor-at-desk.ts";
import { DeskLine } from "./client/desk-line.ts";
import { DeskRefusal, DeskUnreachable } from "./client/desk-refusal.ts";
import { CommandError } from "./command-error.ts";
import { type AskPassphrase, readAuditorKey } from "./read-auditor-key.ts";

/** What every command at a desk takes. */
export interface DeskCommandOptions {
  readonly desk: string;
  /** The auditor's key file. */
  readonly key: string;
  readonly askPassphrase: AskPassphrase;
  readonly random: Random;
  readonly clock: Pick<Clock, "now">;
}

const whatNext: Partial<Record<ErrorCode, string>> = {
  too_many_attempts: "Wait some minutes.",
  sign_in_failed: "Use the address under which the desk is known, and compare the clocks.",
  statement_stale: "Compare this machine's clock with the server's.",
  approver_unknown: "Only keys of the auditor set in force can do this.",
  approvals_too_few: "Ask more auditors to approve.",
  external_missing: "Ask an external auditor to approve.",
  case_state_wrong: "See cases show.",
  case_closed: "A new complaint, or another request, opens a new case.",
  complaint_not_accepted: "Compare both with the receipt.",
  warden_unavailable: "Try again when it runs.",
  log_unavailable: "Nothing is lost; try again in some minutes.",
};

/** Does something at a desk without signing in. Refusals become sentences: what happened, and what to do next. */
export async function atDesk<Result>(url: string, work: (line: DeskLine) => Promise<Result>): Promise<Result> {
  try {
    return await work(new DeskLine(url));
  } catch (error) {
    if (error instanceof DeskRefusal) {
      throw new CommandError([error.message, whatNext[error.code]].filter(Boolean).join(" "), 1, error);
    }
    if (error instanceof DeskUnreachable) throw new CommandError(`${error.message}. Check --desk.`, 1, error);
    if (error instanceof TypeError) throw new CommandError(`${url} is no address of a desk.`, 1, error);
    throw error;
  }
}

/** The same, signed in with an auditor's key. */
export async function signedInAtDesk<Result>(
  options: DeskCommandOptions,
  work: (auditor: AuditorAtDesk) => Promise<Result>,
): Promise<Result> {
  const key = await readAuditorKey(options.key, options.askPassphrase);
  const tools = { key, random: options.random, now: () => options.clock.now() };
  return atDesk(options.desk, async (line) => work(await AuditorAtDesk.signIn(line, tools)));
}
