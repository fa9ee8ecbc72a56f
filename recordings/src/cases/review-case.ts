import {
  type CaseId,
  CaseStateName,
  CodeForAuditor,
  type LockName,
  ProtocolError,
  type RecordingId,
  type SessionId,
  ShareForViewer,
  SignedApproval,
  SignedBreakGlassRequest,
  SignedCaseClosing,
  SignedCaseTaking,
  type UnixMs,
} from "@ferndiagnose/protocol";
import { type AuditorSet, verifyStatement } from "@ferndiagnose/sealed-recording";
import type { Kysely, Selectable } from "kysely";
import { z } from "zod";
import type { RecordingState, Tables } from "../database/tables.ts";
import { type CaseApproval, type CaseLife, isOwnSession } from "./case-life.ts";
import type { CaseAuditors } from "./case-parts.ts";

/** What auditors signed about a case, as they sent it. */
const CaseStatements = z.strictObject({
  request: SignedBreakGlassRequest.optional(),
  taking: SignedCaseTaking.optional(),
  /** One by itself, as it was stored when one was enough. */
  closing: z.union([z.array(SignedCaseClosing), SignedCaseClosing]).optional(),
});
export type CaseStatements = z.infer<typeof CaseStatements>;

export interface StoredApproval {
  readonly signed: SignedApproval;
  readonly share: ShareForViewer;
  readonly leafIndex: number;
}

/** A case as the database has it, with `life` made only of what auditors' signatures vouch for. */
export interface ReviewCase {
  readonly caseId: CaseId;
  readonly recordingId: RecordingId;
  readonly sessionId: SessionId | null;
  /** Of what was destroyed, a case tells no more than that it was. */
  readonly isDestroyed: boolean;
  readonly reason: string;
  readonly recordedAt: UnixMs;
  readonly openedAt: UnixMs;
  readonly closedAt: UnixMs | null;
  readonly codes: readonly CodeForAuditor[];
  readonly statements: CaseStatements;
  /** The good ones, in the order of `life.approvals`. */
  readonly approvals: readonly StoredApproval[];
  readonly life: CaseLife;
}

const wantedColumns = [
  "review_case.case_id",
  "review_case.recording_id",
  "review_case.lock",
  "review_case.state",
  "review_case.requester",
  "review_case.reason",
  "review_case.codes",
  "review_case.statements",
  "review_case.opened_at",
  "review_case.closed_at",
  "recording.session_id",
  "recording.technician",
  "recording.started_at",
  "recording.auditor_set_version",
  "recording.state as recording_state",
] as const;

type Row = Pick<
  Selectable<Tables["review_case"]>,
  | "case_id"
  | "recording_id"
  | "lock"
  | "state"
  | "requester"
  | "reason"
  | "codes"
  | "statements"
  | "opened_at"
  | "closed_at"
> &
  Pick<Selectable<Tables["recording"]>, "session_id" | "technician" | "started_at" | "auditor_set_version"> & {
    readonly recording_state: RecordingState;
  };

/** Throws `case_unknown`. */
export async function readCase(tables: Kysely<Tables>, auditors: CaseAuditors, caseId: CaseId): Promise<ReviewCase> {
  const row = await casesQuery(tables).where("review_case.case_id", "=", caseId).executeTakeFirst();
  if (row === undefined) throw new ProtocolError("case_unknown");
  return reviewCaseOf(tables, auditors, row);
}

export async function casesOfRecording(
  tables: Kysely<Tables>,
  auditors: CaseAuditors,
  recordingId: RecordingId,
): Promise<ReviewCase[]> {
  const rows = await casesQuery(tables).where("review_case.recording_id", "=", recordingId).execute();
  return Promise.all(rows.map((row) => reviewCaseOf(tables, auditors, row)));
}

/** Those of recordings that exist, the newest first. */
export async function newestCases(tables: Kysely<Tables>, auditors: CaseAuditors): Promise<ReviewCase[]> {
  const rows = await casesQuery(tables)
    .where("recording.state", "<>", "destroyed")
    .orderBy("opened_at", "desc")
    .limit(1_000)
    .execute();
  return Promise.all(rows.map((row) => reviewCaseOf(tables, auditors, row)));
}

function casesQuery(tables: Kysely<Tables>) {
  return tables
    .selectFrom("review_case")
    .innerJoin("recording", "recording.recording_id", "review_case.recording_id")
    .select(wantedColumns);
}

async function reviewCaseOf(tables: Kysely<Tables>, auditors: CaseAuditors, row: Row): Promise<ReviewCase> {
  const statements = CaseStatements.parse(JSON.parse(row.statements ?? "{}"));
  const codes = z.array(CodeForAuditor).parse(JSON.parse(row.codes ?? "[]"));
  const viewer = await signedViewer(row, statements, auditors);
  const stored = await tables.selectFrom("approval").selectAll().where("case_id", "=", row.case_id).execute();
  const approvals: StoredApproval[] = [];
  const counted: CaseApproval[] = [];
  for (const { signed, share, leaf_index } of stored) {
    const approval = {
      signed: SignedApproval.parse(JSON.parse(signed)),
      share: ShareForViewer.parse(JSON.parse(share)),
      leafIndex: leaf_index,
    };
    const good = viewer && (await goodApproval(row, viewer.viewerKey, approval, auditors));
    if (!good || counted.some(({ person }) => person === good.person)) continue;
    approvals.push(approval);
    counted.push(good);
  }
  const { lock, requester, technician } = row;
  return {
    caseId: row.case_id as CaseId,
    recordingId: row.recording_id as RecordingId,
    sessionId: row.session_id as SessionId | null,
    isDestroyed: row.recording_state === "destroyed",
    reason: row.reason,
    recordedAt: row.started_at,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    codes,
    statements,
    approvals,
    life: {
      state: CaseStateName.parse(row.state),
      lock,
      requester,
      technician,
      ...thresholdOf(lock, row.auditor_set_version, auditors),
      viewer: viewer ?? null,
      approvals: counted,
    },
  };
}

/** Who looks is whoever signed for it, not whoever a column names. */
async function signedViewer({ case_id, recording_id }: Row, { taking }: CaseStatements, auditors: CaseAuditors) {
  if (taking === undefined) return undefined;
  const { statement, signature } = taking;
  const auditor = auditors.active()?.auditors.find(({ keyId }) => keyId === statement.auditor);
  if (auditor === undefined || statement.caseId !== case_id || statement.recordingId !== recording_id) return undefined;
  const isSigned = await verifyStatement("case-taking", statement, signature, auditor.signingKey);
  return isSigned ? { auditor: auditor.keyId, viewerKey: statement.viewerKey } : undefined;
}

/** Undefined for one that is forged, bound to something else, or of somebody who is not (or no longer) an auditor. */
async function goodApproval(
  row: Row,
  viewerKey: string,
  { signed: { approval, signature } }: StoredApproval,
  auditors: CaseAuditors,
): Promise<CaseApproval | undefined> {
  const auditor = auditors.active()?.auditors.find(({ keyId }) => keyId === approval.auditor);
  if (auditor === undefined || auditor.person === row.requester || isOwnSession(row.technician, auditor)) {
    return undefined;
  }
  const isBound =
    approval.caseId === row.case_id &&
    approval.recordingId === row.recording_id &&
    approval.lock === row.lock &&
    approval.viewerKey === viewerKey;
  if (!isBound || !(await verifyStatement("approval", approval, signature, auditor.signingKey))) return undefined;
  const { keyId, person } = auditor;
  const then = lockedFor(row.auditor_set_version, auditors)?.auditors.find((member) => member.keyId === keyId);
  if (then === undefined) return undefined;
  const external = auditor.external && then.external;
  return { auditor: keyId, person, external, approvedAt: approval.approvedAt, expiresAt: approval.expiresAt };
}

/** The stricter of two sets: no later one makes opening easier than it was promised. */
function thresholdOf(lock: LockName, version: number | null, auditors: CaseAuditors) {
  const sets = [lockedFor(version, auditors), auditors.active()].map((set) => set?.thresholds);
  const wanted = (name: "complaint" | "breakGlass", least: number) =>
    Math.max(least, ...sets.map((thresholds) => thresholds?.[name] ?? 0));
  return lock === "complaint"
    ? { needed: wanted("complaint", 2), needsExternal: false }
    : { needed: wanted("breakGlass", 3), needsExternal: true };
}

function lockedFor(version: number | null, auditors: CaseAuditors): AuditorSet | undefined {
  return version === null ? undefined : auditors.version(version);
}
