import { createHmac } from "node:crypto";
import { DownloadTicket, ProtocolError, SessionId } from "@ferndiagnose/protocol";
import { equalsInConstantTime } from "../secrets/hash-token.ts";

/**
 * Tickets for downloads and progress: the session's number and its HMAC-SHA-256 (RFC 2104) under the portal's secret, with a
 * label of its own. Nothing is stored, and nobody gets one without a live key.
 */
export class TicketDesk {
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  issue(sessionId: SessionId): DownloadTicket {
    return DownloadTicket.parse(`${sessionId}.${this.#mac(sessionId)}`);
  }

  /** Throws `download_not_unlocked` for everything that was not issued here. Whether the session is over is for others to say. */
  sessionOf(ticket: DownloadTicket): SessionId {
    const [number = "", mac = ""] = ticket.split(".");
    const sessionId = SessionId.safeParse(number);
    if (!sessionId.success || !equalsInConstantTime(mac, this.#mac(sessionId.data)))
      throw new ProtocolError("download_not_unlocked");
    return sessionId.data;
  }

  #mac(sessionId: SessionId): string {
    return createHmac("sha256", this.#secret).update(`download ticket\0${sessionId}`, "utf8").digest("base64url");
  }
}
