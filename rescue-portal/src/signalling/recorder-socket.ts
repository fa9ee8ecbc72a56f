import { ProtocolError, RecorderMessage, refuseVersion, type ToRecorder } from "@ferndiagnose/protocol";
import type { WebSocket } from "ws";
import type { ComplaintTunnel } from "../complaints/complaint-tunnel.ts";
import { hashToken } from "../secrets/hash-token.ts";
import type { RecorderLink } from "../sessions/recorder-pool.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";
import { isMalformed, type KeepAlive, type SocketSurroundings, TypedSocket } from "./typed-socket.ts";

/** The socket of a recording server that has shown the shared token: `hello` first, then reports on its sessions. */
export function openRecorderSocket(
  socket: WebSocket,
  around: SocketSurroundings,
  options: { readonly desk: SessionDesk; readonly tunnel: ComplaintTunnel; readonly keepAlive: KeepAlive },
): TypedSocket<typeof RecorderMessage, ToRecorder> {
  const { desk, tunnel } = options;
  let link: RecorderLink | undefined;

  const seat = new TypedSocket<typeof RecorderMessage, ToRecorder>(socket, around, {
    incoming: RecorderMessage,
    keepAlive: options.keepAlive,
    problem,
    handle,
    closed() {
      if (link === undefined) return;
      desk.recorders.lost(link);
      tunnel.lost(link);
    },
  });
  return seat;

  /** After the welcome, `refused` would end the connection and with it every session; a late report is no reason. */
  function problem(error: ProtocolError): ToRecorder | undefined {
    const isRefusal = link === undefined || isMalformed(error);
    return isRefusal ? { type: "refused", code: error.code } : undefined;
  }

  async function handle(message: RecorderMessage): Promise<void> {
    if (message.type === "hello") {
      if (link !== undefined) throw new ProtocolError("not_possible_now");
      const refusal = refuseVersion(message.version);
      if (refusal !== undefined) throw new ProtocolError(refusal);
      const { instanceId, capacity, iceServers, intakeKey, serverSecret } = message;
      link = {
        instanceId,
        serverId: hashToken(serverSecret),
        iceServers,
        intakeKey,
        free: capacity,
        send: (answer) => seat.send(answer),
        close: () => seat.close(),
      };
      seat.send({ type: "welcome" });
      desk.recorders.hello(link);
      return;
    }
    if (link === undefined) throw new ProtocolError("not_possible_now");
    if (message.type === "tunnel_answer") return tunnel.answered(link, message.requestId, message.answer);
    await desk.fromRecorder(link, message);
  }
}
