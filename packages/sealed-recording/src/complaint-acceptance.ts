import { canonicalBytes } from "./canonical-json.ts";
import type { Header } from "./header.ts";
import { toHex } from "./hex.ts";
import { type StatementSigner, signStatement, verifyStatement } from "./statement.ts";
import { sha256 } from "./web-crypto.ts";

/** What a recording server promises when it accepts a complaint. */
export interface Acceptance {
  readonly caseId: string;
  readonly recordingId: string;
  /** Until when somebody has to look after the case. */
  readonly reviewAt: number;
}

const type = "complaint-acceptance";

/**
 * Signed with the key that the recording's header names as `recoveryKey`, which only the server that keeps the recording has, about this
 * very complaint as it was sent. Unpadded base64url.
 */
export async function signAcceptance(
  complaint: object,
  acceptance: Acceptance,
  recoveryKey: StatementSigner,
): Promise<string> {
  return signStatement(type, await statementOf(complaint, acceptance), recoveryKey);
}

/** Whether the server that keeps this recording has accepted this very complaint. The caller has checked the header. */
export async function verifyAcceptance(
  header: Header,
  complaint: object,
  acceptance: Acceptance & { readonly signature: string },
): Promise<boolean> {
  if (acceptance.recordingId !== header.recordingId) return false;
  const statement = await statementOf(complaint, acceptance);
  return verifyStatement(type, statement, acceptance.signature, header.recoveryKey);
}

/** Boxes in a complaint are random: an older answer does for no other one. */
async function statementOf(complaint: object, { caseId, recordingId, reviewAt }: Acceptance) {
  const digest = toHex(await sha256(canonicalBytes(complaint)));
  return { version: 1, complaint: digest, caseId, recordingId, reviewAt };
}
