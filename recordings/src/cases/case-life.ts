import {
  type CaseStateName,
  LONGEST_OPENING_MS,
  type LockName,
  ProtocolError,
  type UnixMs,
} from "@ferndiagnose/protocol";

/** An auditor as the set in force describes them. */
export interface CaseAuditor {
  readonly keyId: string;
  readonly person: string;
  readonly external: boolean;
  readonly technicianPseudonyms: readonly string[];
}

export interface CaseApproval {
  readonly auditor: string;
  readonly person: string;
  readonly external: boolean;
  readonly approvedAt: UnixMs;
  readonly expiresAt: UnixMs;
}

/** What the rules of a case need to know. Nothing here is believed to be right because a database says so. */
export interface CaseLife {
  readonly state: CaseStateName;
  readonly lock: LockName;
  /** `customer`, or the person who asked for a break-glass opening. */
  readonly requester: string;
  /** Pseudonym in the recorded session. */
  readonly technician: string | null;
  readonly needed: number;
  readonly needsExternal: boolean;
  readonly viewer: { readonly auditor: string; readonly viewerKey: string } | null;
  readonly approvals: readonly CaseApproval[];
}

export type CaseEvent =
  | { readonly type: "taken"; readonly by: CaseAuditor; readonly viewerKey: string }
  | {
      readonly type: "approved";
      readonly by: CaseAuditor;
      readonly viewerKey: string;
      readonly approvedAt: UnixMs;
      readonly expiresAt: UnixMs;
    }
  | { readonly type: "released"; readonly by: CaseAuditor }
  | { readonly type: "closed"; readonly by: readonly CaseAuditor[] }
  | { readonly type: "withdrawn" };

/** How far clocks of auditors and servers may be apart. */
export const clockToleranceMs = 5 * 60_000;

const over: readonly CaseStateName[] = ["closed", "withdrawn", "expired"];

export function isOver({ state }: { readonly state: CaseStateName }): boolean {
  return over.includes(state);
}

/** When the opening ends by itself: with the first approval that runs out. */
export function expiryOf({ approvals }: CaseLife): UnixMs | null {
  return approvals.length === 0 ? null : Math.min(...approvals.map(({ expiresAt }) => expiresAt));
}

/** Whether enough independent persons have approved. */
export function isApproved({ approvals, needed, needsExternal }: CaseLife): boolean {
  const persons = new Set(approvals.map(({ person }) => person));
  return persons.size >= needed && (!needsExternal || approvals.some(({ external }) => external));
}

/**
 * The case after its time is up, or the case as it is. A complaint that nobody has looked at waits again to be taken: otherwise one
 * auditor could take it, approve it for a minute, and be rid of it.
 */
export function atTime(life: CaseLife, now: UnixMs): CaseLife {
  const expiresAt = expiryOf(life);
  if (isOver(life) || expiresAt === null || now < expiresAt) return life;
  if (life.state === "released") return { ...life, state: "closed" };
  if (life.lock === "complaint") return { ...life, state: "open", viewer: null, approvals: [] };
  return { ...life, state: "expired" };
}

/**
 * The life of a case: open → taken → approved → released → closed, with the exits withdrawn and expired, and for
 * a complaint the way back to open. Returns the case after
 * the event, or throws the `ProtocolError` that says which rule forbids it. No I/O; signatures are checked before.
 */
export function nextCase(before: CaseLife, event: CaseEvent, now: UnixMs): CaseLife {
  const life = atTime(before, now);
  if (isOver(life)) throw new ProtocolError("case_closed");
  switch (event.type) {
    case "taken":
      return take(life, event);
    case "approved":
      return approve(life, event, now);
    case "released":
      return release(life, event);
    case "closed":
      return close(life, event);
    case "withdrawn":
      if (life.lock !== "complaint" || life.state === "released") throw new ProtocolError("case_state_wrong");
      return { ...life, state: "withdrawn" };
  }
}

/** Nobody decides about the recording of their own session. */
export function isOwnSession(technician: string | null, by: CaseAuditor): boolean {
  return technician !== null && by.technicianPseudonyms.includes(technician);
}

function requireIndependent({ technician }: CaseLife, by: CaseAuditor): void {
  if (isOwnSession(technician, by)) throw new ProtocolError("approver_was_technician");
}

/** Another auditor may take a case over as long as nobody has approved the first one's key. */
function take(life: CaseLife, { by, viewerKey }: Extract<CaseEvent, { type: "taken" }>): CaseLife {
  requireIndependent(life, by);
  const isFree = life.state === "open" || (life.state === "taken" && life.approvals.length === 0);
  if (!isFree) throw new ProtocolError("case_state_wrong");
  return { ...life, state: "taken", viewer: { auditor: by.keyId, viewerKey } };
}

/** More approvals than needed are fine: a share may turn out to be broken. */
function approve(life: CaseLife, event: Extract<CaseEvent, { type: "approved" }>, now: UnixMs): CaseLife {
  const { by, viewerKey, approvedAt, expiresAt } = event;
  if (life.viewer === null) throw new ProtocolError("case_state_wrong");
  requireIndependent(life, by);
  if (life.requester === by.person) throw new ProtocolError("approver_is_requester");
  if (life.viewer.viewerKey !== viewerKey) throw new ProtocolError("approval_differs");
  if (approvedAt > now + clockToleranceMs) throw new ProtocolError("approval_from_future");
  if (expiresAt - approvedAt > LONGEST_OPENING_MS) throw new ProtocolError("approval_too_long");
  if (expiresAt <= now) throw new ProtocolError("approval_expired");
  if (life.approvals.some(({ person, auditor }) => person === by.person || auditor === by.keyId)) {
    throw new ProtocolError("approver_twice");
  }
  const { keyId: auditor, person, external } = by;
  const approvals = [...life.approvals, { auditor, person, external, approvedAt, expiresAt }];
  const approved = { ...life, approvals };
  if (life.state === "released") return approved;
  return { ...approved, state: isApproved(approved) ? "approved" : "taken" };
}

/** Locking again takes one person. Leaving a complaint unheard takes two. */
function close(life: CaseLife, { by }: Extract<CaseEvent, { type: "closed" }>): CaseLife {
  for (const each of by) requireIndependent(life, each);
  const isUnheard = life.lock === "complaint" && life.state !== "released";
  const persons = new Set(by.map(({ person }) => person)).size;
  if (persons < (isUnheard ? 2 : 1)) throw new ProtocolError("second_person_missing");
  return { ...life, state: "closed" };
}

/** The state alone is not enough: it stands in a database that somebody may have written into. */
function release(life: CaseLife, { by }: Extract<CaseEvent, { type: "released" }>): CaseLife {
  if (life.viewer?.auditor !== by.keyId) throw new ProtocolError("not_allowed");
  requireIndependent(life, by);
  if (!isApproved(life)) {
    const persons = new Set(life.approvals.map(({ person }) => person)).size;
    throw new ProtocolError(persons < life.needed ? "approvals_too_few" : "external_missing");
  }
  return { ...life, state: "released" };
}
