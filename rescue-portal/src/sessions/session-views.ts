import type { CheckCode, SessionInvitation, ToTechnician } from "@ferndiagnose/protocol";
import type { Session } from "@ferndiagnose/session";
import type { SessionTerms } from "./session-surroundings.ts";

/** The whole state as the technician's browser is told it. */
export function technicianView(session: Session, checkCode: CheckCode | undefined): ToTechnician {
  const { state, rights, expiresAt, liveSince, suspension, reason } = session;
  return {
    type: "state",
    state,
    rights,
    paused: session.isPaused ?? false,
    expiresAt,
    ...(checkCode === undefined ? {} : { checkCode }),
    ...(liveSince === undefined ? {} : { liveSince }),
    ...(suspension === undefined ? {} : { suspension }),
    ...(reason === undefined ? {} : { reason }),
  };
}

type OwnPart = Pick<SessionInvitation, "sessionId" | "resumeToken" | "checkCode" | "technicianName">;

/** What the customer is told before agreeing to anything. */
export function invitationOf(own: OwnPart, terms: SessionTerms): SessionInvitation {
  const { operator, termsVersion, privacyVersion, retentionDays } = terms;
  return { ...own, ...operator, termsVersion, privacyVersion, retentionDays };
}
