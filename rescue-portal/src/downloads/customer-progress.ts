import type { CustomerProgress } from "@ferndiagnose/protocol";
import { isOver, type Session } from "@ferndiagnose/session";

/** What the waiting page is told of a session; of one that is not in memory any more, that it is over. */
export function customerProgress(
  session: Session | undefined,
  download: "downloading" | "downloaded" | undefined,
): CustomerProgress {
  if (session === undefined) return { state: "over", expiresAt: 0 };
  return { state: stateOf(session, download), expiresAt: session.expiresAt };
}

function stateOf(session: Session, download: "downloading" | "downloaded" | undefined): CustomerProgress["state"] {
  if (isOver(session)) return "over";
  switch (session.state) {
    case "key_issued":
    case "recognised":
      return download ?? "recognised";
    case "joined":
      return "joined";
    case "live":
    case "suspended":
      return "live";
    default:
      return "admitted";
  }
}
