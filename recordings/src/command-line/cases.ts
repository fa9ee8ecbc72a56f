import { CaseId, type CaseView, SignedCaseClosing } from "@ferndiagnose/protocol";
import { type DeskCommandOptions, signedInAtDesk } from "./at-desk.ts";
import { readSet } from "./auditor-set.ts";
import type { AuditorAtDesk } from "./client/auditor-at-desk.ts";
import { readOrMakeViewerFile } from "./client/viewer-file.ts";
import { CommandError } from "./command-error.ts";
import { readJsonFile, writeNewFile } from "./read-json-file.ts";

export type CasesAction = "list" | "show" | "take" | "approve" | "release" | "close";

export interface CasesCommandOptions extends DeskCommandOptions {
  readonly action: string;
  readonly caseId: string | undefined;
  /** Of `take`: the file of the viewer key, made when it does not exist. */
  readonly viewer: string | undefined;
  /** Of `approve`: how long the recording may be looked at from now on. */
  readonly hours: string;
  /** Of `approve`: an auditor set that was got by another way than from the desk. */
  readonly auditors: string | undefined;
  /** Of `close`, for a complaint that nobody has looked at: where the word for the second person goes. */
  readonly out: string | undefined;
  /** Of `close`, for the second: the first one's word. */
  readonly with: string | undefined;
  readonly json: boolean;
}

const hourMs = 3_600_000;

/** What auditors do with cases. */
export async function casesCommand(options: CasesCommandOptions, print: (line: string) => void): Promise<number> {
  const views = await signedInAtDesk(options, (auditor) => act(auditor, options));
  if (options.json) print(JSON.stringify(options.action === "list" ? views : views[0]));
  else if (options.action === "list") for (const view of views) print(summaryOf(view));
  else for (const view of views) for (const line of detailsOf(view)) print(line);
  return 0;
}

async function act(auditor: AuditorAtDesk, options: CasesCommandOptions): Promise<CaseView[]> {
  const { action } = options;
  if (action === "list") return auditor.cases();
  const caseId = CaseId.safeParse(options.caseId).data;
  if (caseId === undefined) throw new CommandError("A case number has 16 letters and digits. See cases list.");
  switch (action) {
    case "show":
      return [await auditor.show(caseId)];
    case "take": {
      if (options.viewer === undefined) throw new CommandError("Name the viewer key's file with --viewer.");
      const { publicKey } = await readOrMakeViewerFile(options.viewer, options.random);
      return [await auditor.take(caseId, publicKey)];
    }
    case "approve": {
      const pinned = options.auditors === undefined ? undefined : await readSet(options.auditors);
      return [await auditor.approve(caseId, hoursOf(options.hours) * hourMs, pinned)];
    }
    case "release":
      await auditor.release(caseId);
      return [await auditor.show(caseId)];
    case "close":
      return [await close(auditor, caseId, options)];
    default:
      throw new CommandError(`There is no cases ${action}: list, show, take, approve, release, close.`);
  }
}

/** Alone, with the word of another auditor, or only the word for another auditor. */
async function close(auditor: AuditorAtDesk, caseId: CaseId, options: CasesCommandOptions): Promise<CaseView> {
  if (options.out !== undefined) {
    await writeNewFile(options.out, `${JSON.stringify(await auditor.signClosing(caseId), null, 2)}\n`);
    return auditor.show(caseId);
  }
  if (options.with === undefined) return auditor.close(caseId);
  return auditor.close(caseId, [await readJsonFile(options.with, SignedCaseClosing, "signed closing")]);
}

function hoursOf(text: string): number {
  const hours = Number(text);
  if (!(hours > 0 && hours <= 24)) throw new CommandError("--hours is more than 0 and at most 24.");
  return hours;
}

function summaryOf({ caseId, state, lock, openedAt, approvals, needed, sessionId, hold }: CaseView): string {
  const overdue = hold?.isOverdue ? "  REVIEW OVERDUE" : "";
  return `${caseId}  ${state.padEnd(9)}  ${lock.padEnd(11)}  ${minute(openedAt)}  ${approvals.length}/${needed}  ${sessionId}${overdue}`;
}

export function detailsOf(view: CaseView): string[] {
  const { approvals, needed, needsExternal, hold } = view;
  return [
    `case       ${view.caseId}: ${view.state}`,
    `lock       ${view.lock}, asked for by ${view.requester}${view.reason === null ? "" : `: ${view.reason}`}`,
    `session    ${view.sessionId}, technician ${view.technician ?? "unknown"}, ${minute(view.recordedAt)}`,
    `recording  ${view.recordingId}`,
    `opened     ${minute(view.openedAt)}`,
    view.takenBy === null ? "taken by   nobody yet" : `taken by   ${view.takenBy}, viewer key ${view.viewerKey}`,
    `approvals  ${approvals.length} of ${needed}${needsExternal ? ", one of them external" : ""}`,
    ...approvals.map(
      ({ auditor, external, expiresAt }) => `  ${auditor}${external ? " (external)" : ""} until ${minute(expiresAt)}`,
    ),
    ...(view.expiresAt === null ? [] : [`closes     ${minute(view.expiresAt)} at the latest`]),
    ...(view.closedAt === null ? [] : [`closed     ${minute(view.closedAt)}`]),
    hold === null
      ? "hold       none"
      : `hold       by ${hold.owner}, review by ${minute(hold.reviewAt)}${hold.isOverdue ? ": OVERDUE" : ""}`,
  ];
}

function minute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
