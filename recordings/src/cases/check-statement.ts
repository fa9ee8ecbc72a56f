import { ProtocolError, type UnixMs } from "@ferndiagnose/protocol";
import { type AuditorSet, verifyStatement } from "@ferndiagnose/sealed-recording";
import { clockToleranceMs } from "./case-life.ts";

export type ActiveAuditor = AuditorSet["auditors"][number];

/** Two persons may take this long to sign the same thing. */
const pairAgeMs = 3 * 24 * 3_600_000;

interface Signed {
  readonly statement: { readonly type: string; readonly auditor: string; readonly at: UnixMs };
  readonly signature: string;
}

/** The member of the set in force with this key. Throws `approver_unknown`. */
export function activeAuditor(set: AuditorSet | undefined, keyId: string): ActiveAuditor {
  const auditor = set?.auditors.find((member) => member.keyId === keyId);
  if (auditor === undefined) throw new ProtocolError("approver_unknown");
  return auditor;
}

/**
 * The auditor who signed, if the key is active, the signature is right, and the statement is not older than `oldestMs` nor from
 * the future. Throws `approver_unknown`, `statement_invalid`, `statement_stale`.
 */
export async function checkStatement(
  { statement, signature }: Signed,
  set: AuditorSet | undefined,
  now: UnixMs,
  oldestMs = clockToleranceMs,
): Promise<ActiveAuditor> {
  const auditor = activeAuditor(set, statement.auditor);
  const isSigned = await verifyStatement(statement.type, statement, signature, auditor.signingKey);
  if (!isSigned) throw new ProtocolError("statement_invalid");
  if (statement.at > now + clockToleranceMs || statement.at < now - oldestMs) {
    throw new ProtocolError("statement_stale");
  }
  return auditor;
}

/** Who signed these, each good for itself; what several sign, they sign within three days. Throws as `checkStatement` does. */
export function checkStatements(
  statements: readonly Signed[],
  set: AuditorSet | undefined,
  now: UnixMs,
): Promise<ActiveAuditor[]> {
  return Promise.all(statements.map((signed) => checkStatement(signed, set, now, pairAgeMs)));
}

/** Throws `second_person_missing` when it is one person, with one key or two. */
export function requireTwoPersons(auditors: readonly ActiveAuditor[]): void {
  if (new Set(auditors.map(({ person }) => person)).size < 2) throw new ProtocolError("second_person_missing");
}
