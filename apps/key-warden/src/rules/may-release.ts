import { createHash } from "node:crypto";
import {
  LONGEST_OPENING_MS,
  type LockName,
  ProtocolError,
  type Pseudonym,
  type ReleaseSecret,
  type SignedApproval,
} from "@ferndiagnose/protocol";
import { type AuditorSet, statementBytes, verifyStatement } from "@ferndiagnose/sealed-recording";
import type { ApprovalLeaf, CaseLeaf } from "./leaf-details.ts";

type Auditor = AuditorSet["auditors"][number];

/** Clocks of auditors' machines may differ from the warden's by this much. */
const toleratedSkewMs = 5 * 60_000;

export interface ReleaseFacts {
  readonly request: Pick<ReleaseSecret, "recordingId" | "caseId" | "lock" | "viewerKey">;
  /** Every approval with what the log says of it. */
  readonly approvals: readonly { readonly signed: SignedApproval; readonly leaf: ApprovalLeaf }[];
  /** What the log says of the case. */
  readonly opened: CaseLeaf;
  readonly isCaseClosed: boolean;
  /** Of the session, as the recorder stored it. */
  readonly technician: Pseudonym;
  /** All versions the warden has, the newest last, and the one the recording is locked for. */
  readonly auditorSets: readonly AuditorSet[];
  readonly recordingSet: AuditorSet;
  readonly nowMs: number;
}

/**
 * Throws the first reason against releasing. An approval that is not good refuses the whole request: a server that sends bad ones
 * is not to find out which of them would do.
 */
export async function assertMayRelease(facts: ReleaseFacts): Promise<void> {
  const { request, opened, approvals, isCaseClosed } = facts;
  if (isCaseClosed) throw new ProtocolError("case_closed");
  const isSameCase =
    opened.caseId === request.caseId && opened.recordingId === request.recordingId && opened.lock === request.lock;
  // Only customers have a complaint code; without one somebody with a name has to ask.
  const isNamed = request.lock === "complaint" || opened.requester !== "customer";
  if (!isSameCase || !isNamed) throw new ProtocolError("log_details_differ");
  const approvers: Auditor[] = [];
  for (const { signed, leaf } of approvals) approvers.push(await assertApproval(facts, signed, leaf));
  if (new Set(approvers.map(({ person }) => person)).size < approvers.length) throw new ProtocolError("approver_twice");
  if (approvers.length < thresholdOf(request.lock, facts)) throw new ProtocolError("approvals_too_few");
  const isExternal = approvers.some(({ external }) => external);
  if (request.lock === "break-glass" && !isExternal) throw new ProtocolError("external_missing");
}

async function assertApproval(facts: ReleaseFacts, signed: SignedApproval, leaf: ApprovalLeaf): Promise<Auditor> {
  const { request, nowMs } = facts;
  const { approval, signature } = signed;
  const approver = approverOf(facts, approval.auditor);
  if (!(await verifyStatement("approval", approval, signature, approver.signingKey))) {
    throw new ProtocolError("approval_forged");
  }
  const isForThis = (["caseId", "recordingId", "lock", "viewerKey"] as const).every(
    (field) => approval[field] === request[field],
  );
  if (!isForThis) throw new ProtocolError("approval_differs");
  const hash = createHash("sha256").update(statementBytes("approval", approval)).digest("hex");
  const isLogged =
    leaf.approval === hash &&
    leaf.auditor === approval.auditor &&
    leaf.caseId === approval.caseId &&
    leaf.recordingId === approval.recordingId;
  if (!isLogged) throw new ProtocolError("log_details_differ");
  if (approval.approvedAt > nowMs + toleratedSkewMs) throw new ProtocolError("approval_from_future");
  if (approval.expiresAt - approval.approvedAt > LONGEST_OPENING_MS) throw new ProtocolError("approval_too_long");
  if (approval.expiresAt <= nowMs) throw new ProtocolError("approval_expired");
  return approver;
}

/** An auditor now, who holds a share, and is neither the one who asks nor the one recorded. */
function approverOf({ auditorSets, recordingSet, opened, technician }: ReleaseFacts, keyId: string): Auditor {
  const member = (set: AuditorSet | undefined) => set?.auditors.find((auditor) => auditor.keyId === keyId);
  const now = member(auditorSets.at(-1));
  const then = member(recordingSet);
  if (!auditorSets.some(member)) throw new ProtocolError("approver_unknown");
  if (now === undefined) throw new ProtocolError("approver_removed");
  if (then === undefined) throw new ProtocolError("approver_without_share");
  if (now.person === opened.requester) throw new ProtocolError("approver_is_requester");
  // Under any key, in any version: leaving a pseudonym out of the newest set makes nobody a stranger to the session.
  const same = auditorSets.flatMap(({ auditors }) => auditors).filter(({ person }) => person === now.person);
  if (same.some(({ technicianPseudonyms }) => technicianPseudonyms.includes(technician))) {
    throw new ProtocolError("approver_was_technician");
  }
  return { ...now, external: now.external && then.external };
}

/** The stricter of the two sets: no later one makes opening easier than it was promised. */
function thresholdOf(lock: LockName, { auditorSets, recordingSet }: ReleaseFacts): number {
  const sets = [recordingSet, auditorSets.at(-1) ?? recordingSet];
  return Math.max(
    ...sets.map(({ thresholds }) => (lock === "complaint" ? thresholds.complaint : thresholds.breakGlass)),
  );
}
