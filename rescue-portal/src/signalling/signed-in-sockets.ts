import type { WebSocket } from "ws";
import { hashToken } from "../secrets/hash-token.ts";

/** RFC 6455, private range: the sign-in behind the socket is over. */
const signedOutCode = 4001;

/** Which sockets belong to which sign-in, so that signing out ends them too. */
export class SignedInSockets {
  readonly #sockets = new Map<string, Set<WebSocket>>();

  add(token: string, socket: WebSocket): void {
    const key = hashToken(token);
    const sockets = this.#sockets.get(key) ?? new Set();
    this.#sockets.set(key, sockets.add(socket));
    socket.once("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0) this.#sockets.delete(key);
    });
  }

  signedOut(token: string): void {
    for (const socket of this.#sockets.get(hashToken(token)) ?? []) socket.close(signedOutCode, "signed out");
  }
}
