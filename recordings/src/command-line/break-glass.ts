import { ComplaintForm, SessionId } from "@ferndiagnose/protocol";
import { type DeskCommandOptions, signedInAtDesk } from "./at-desk.ts";
import { detailsOf } from "./cases.ts";
import type { DeskLine } from "./client/desk-line.ts";
import { CommandError } from "./command-error.ts";

export interface BreakGlassOptions extends DeskCommandOptions {
  /** Number of the session. */
  readonly number: string;
  readonly reason: string;
}

/** Asks to open a recording without the customer's code. Whoever asks answers for the hold, and cannot approve. */
export async function breakGlassCommand(options: BreakGlassOptions, print: (line: string) => void): Promise<number> {
  const view = await signedInAtDesk(options, async (auditor) => {
    const recordingId = await recordingOf(auditor.line, options.number);
    return auditor.breakGlass(recordingId, options.reason);
  });
  for (const line of detailsOf(view)) print(line);
  return 0;
}

export async function recordingOf(line: DeskLine, number: string): Promise<ComplaintForm["recordingId"]> {
  const sessionId = SessionId.safeParse(number.replace(/[\s-]/g, "").toLowerCase());
  if (!sessionId.success) throw new CommandError("A session's number has 20 letters and digits.");
  return (await line.get(`recordings/${sessionId.data}/complaint-form`, ComplaintForm)).recordingId;
}
