import { policy } from "@ferndiagnose/protocol";
import { WebSocket } from "ws";

/** One socket to the portal, as the signalling client needs it. */
export interface Socket {
  send(text: string): void;
  ping(): void;
  /** Says goodbye once everything before is on its way. */
  close(): void;
  terminate(): void;
}

export interface SocketEvents {
  onOpen(): void;
  onText(text: string): void;
  onPong(): void;
  /** Exactly once, also when it never opened. */
  onClosed(): void;
}

export type SocketOpener = (url: string, events: SocketEvents) => Socket;

const handshakeTimeoutMs = 8_000;

export const openSocket: SocketOpener = (url, events) => {
  const socket = new WebSocket(url, {
    handshakeTimeout: handshakeTimeoutMs,
    maxPayload: policy.MAX_SIGNALLING_MESSAGE_BYTES,
    perMessageDeflate: false,
    // Said here, since NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would otherwise say the opposite.
    rejectUnauthorized: true,
  });
  socket.on("open", () => events.onOpen());
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) events.onText(data.toString("utf8"));
  });
  socket.on("pong", () => events.onPong());
  socket.on("error", () => {
    // The close that always follows is what counts.
  });
  socket.on("close", () => events.onClosed());
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    ping() {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    close: () => socket.close(1000),
    terminate: () => socket.terminate(),
  };
};
