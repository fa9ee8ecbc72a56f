import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type ErrorCode, ProtocolError, problemOf } from "@ferndiagnose/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import type { Log } from "../ports.ts";

/** One address for sockets: who may open it, and what then happens. */
export interface SocketRoute {
  readonly path: string;
  /** Throws `ProtocolError` to refuse; otherwise returns what opens the socket. */
  admit(request: IncomingMessage): Promise<(socket: WebSocket) => void>;
}

/** Takes upgrades on an HTTP server. Returns what cuts all its sockets. */
export function openSocketGate(
  server: Server,
  routes: readonly SocketRoute[],
  options: { readonly socketsAtMost: number; readonly messageBytesAtMost: number; readonly log: Log },
): { readonly count: number; cutAll(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.messageBytesAtMost,
    perMessageDeflate: false,
  });
  // The library's own answer to a broken handshake has no code.
  sockets.on("wsClientError", (_error, stream) => refuse(stream, "message_malformed"));

  server.on("upgrade", (request, stream, head) => {
    // A peer that leaves in mid-handshake needs no answer.
    const ignore = () => stream.destroy();
    stream.on("error", ignore);
    admit(request)
      .then((open) => {
        stream.off("error", ignore);
        sockets.handleUpgrade(request, stream, head, (socket) => {
          open(socket);
        });
      })
      .catch((error: unknown) => {
        if (error instanceof ProtocolError) return refuse(stream, error.code);
        options.log.error({ err: error }, "socket admission failed");
        refuse(stream, "internal");
      });
  });

  return {
    get count() {
      return sockets.clients.size;
    },
    cutAll() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };

  async function admit(request: IncomingMessage): Promise<(socket: WebSocket) => void> {
    const path = (request.url ?? "").split("?", 1)[0];
    const route = routes.find((candidate) => candidate.path === path);
    if (route === undefined) throw new ProtocolError("not_found");
    if (sockets.clients.size >= options.socketsAtMost) throw new ProtocolError("too_many_attempts");
    return route.admit(request);
  }
}

function refuse(stream: Duplex, code: ErrorCode): void {
  const problem = problemOf(code);
  const body = JSON.stringify(problem);
  stream.end(
    `HTTP/1.1 ${problem.status} ${problem.title.replace(/[^ -~]/g, "")}\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
