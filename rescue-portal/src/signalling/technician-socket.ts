import {
  ProtocolError,
  problemOf,
  refuseVersion,
  TechnicianMessage,
  type ToTechnician,
  ViewerId,
} from "@ferndiagnose/protocol";
import type { WebSocket } from "ws";
import type { Random } from "../ports.ts";
import { drawBase32 } from "../secrets/draw.ts";
import type { LiveSession } from "../sessions/live-session.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";
import { type KeepAlive, type SocketSurroundings, TypedSocket } from "./typed-socket.ts";

export interface TechnicianSocketOptions {
  readonly desk: SessionDesk;
  readonly random: Random;
  readonly accountName: string;
  readonly keepAlive: KeepAlive;
}

/** The socket of a signed-in technician's browser: it attaches to one of the account's sessions and stays with it. */
export function openTechnicianSocket(
  socket: WebSocket,
  around: SocketSurroundings,
  options: TechnicianSocketOptions,
): TypedSocket<typeof TechnicianMessage, ToTechnician> {
  const viewerId = ViewerId.parse(drawBase32(options.random, 12));
  let session: LiveSession | undefined;

  const seat = new TypedSocket<typeof TechnicianMessage, ToTechnician>(socket, around, {
    incoming: TechnicianMessage,
    keepAlive: options.keepAlive,
    problem: (error) => ({ type: "problem", problem: problemOf(error.code, error.retryAfterSeconds) }),
    handle,
    closed: (): Promise<void> | undefined => session?.technicianLeft(viewerId),
  });
  return seat;

  async function handle(message: TechnicianMessage): Promise<void> {
    if (message.type === "attach") {
      if (session !== undefined) throw new ProtocolError("not_possible_now");
      const refusal = refuseVersion(message.version);
      if (refusal !== undefined) throw new ProtocolError(refusal);
      session = await options.desk.attach(message.sessionId, options.accountName, viewerId, seat);
      return;
    }
    if (session === undefined) throw new ProtocolError("not_possible_now");
    await session.fromTechnician(viewerId, message);
  }
}
