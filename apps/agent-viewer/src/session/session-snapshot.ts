import type { EndReason, ErrorCode, RightsRequest, ToTechnician } from "@ferndiagnose/protocol";
import type { ConnectionState } from "@ferndiagnose/rtc";
import type { Link } from "../signalling/technician-socket.ts";

/** Everything the screens of a session show. */
export interface SessionSnapshot {
  readonly link: Link;
  readonly media: ConnectionState;
  readonly state: Extract<ToTechnician, { type: "state" }> | undefined;
  readonly stream: MediaStream | undefined;
  /** The last thing that went wrong without ending the session. */
  readonly problem: ErrorCode | undefined;
  /** Asked of the customer and not answered yet. */
  readonly requested: RightsRequest | undefined;
  readonly over: { readonly reason?: EndReason; readonly code?: ErrorCode; readonly lastedMs?: number } | undefined;
}

export const initialSnapshot: SessionSnapshot = {
  link: { state: "connecting" },
  media: "connecting",
  state: undefined,
  stream: undefined,
  problem: undefined,
  requested: undefined,
  over: undefined,
};
