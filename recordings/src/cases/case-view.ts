import type { CaseView, PersonId, Pseudonym, SessionId } from "@ferndiagnose/protocol";
import type { Selectable } from "kysely";
import type { Tables } from "../database/tables.ts";
import { expiryOf, isOver } from "./case-life.ts";
import type { ReviewCase } from "./review-case.ts";

/** What auditors see of a case: numbers, times, states. */
export function caseView(reviewCase: ReviewCase, hold: Selectable<Tables["hold"]> | undefined, now: number): CaseView {
  const { life, statements } = reviewCase;
  const { state, lock, needed, needsExternal, viewer, technician } = life;
  return {
    caseId: reviewCase.caseId,
    recordingId: reviewCase.recordingId,
    sessionId: reviewCase.sessionId as SessionId,
    technician: technician as Pseudonym | null,
    lock,
    state,
    requester: life.requester as PersonId | "customer",
    reason: lock === "complaint" ? null : reviewCase.reason,
    recordedAt: reviewCase.recordedAt,
    openedAt: reviewCase.openedAt,
    takenBy: viewer?.auditor ?? null,
    viewerKey: viewer?.viewerKey ?? null,
    taking: viewer === null ? null : (statements.taking ?? null),
    approvals: life.approvals.map((approval) => ({ ...approval, person: approval.person as PersonId })),
    needed,
    needsExternal,
    expiresAt: isOver(life) ? null : expiryOf(life),
    closedAt: reviewCase.closedAt,
    hold:
      hold === undefined || hold.ended_at !== null
        ? null
        : { owner: hold.owner, reviewAt: hold.review_at, isOverdue: hold.review_at <= now },
  };
}
