import {
  ProtocolError,
  type SessionId,
  type SignedDeletionCertificate,
  type ToRecorder,
  type TunnelAnswer,
  type TunnelRequest,
} from "@ferndiagnose/protocol";
import { codeOf } from "@ferndiagnose/server";
import type { Cases } from "../cases/cases.ts";
import type { Log } from "../ports.ts";

export interface ComplaintTunnelParts {
  readonly complaints: Pick<Cases["complaints"], "form" | "complain" | "withdraw">;
  readonly log: Log;
  /** Undefined while the recording exists. */
  certificateOf(sessionId: SessionId): Promise<SignedDeletionCertificate | undefined>;
  tellPortal(message: { type: "tunnel_answer"; requestId: number; answer: TunnelAnswer }): void;
}

/** Reading headers is the dear part; a portal that asks for more at once is broken or hostile. */
const atOnceAtMost = 16;

/**
 * Answers what customers ask on the portal's page, with the code behind the desk's own routes. Every request gets exactly one answer;
 * what goes wrong here never touches the sessions on the same line.
 */
export class ComplaintTunnel {
  readonly #parts: ComplaintTunnelParts;
  #running = 0;

  constructor(parts: ComplaintTunnelParts) {
    this.#parts = parts;
  }

  async handle({ requestId, request }: Extract<ToRecorder, { type: "tunnel_request" }>): Promise<void> {
    const answer = await this.#answered(request);
    this.#parts.tellPortal({ type: "tunnel_answer", requestId, answer });
  }

  async #answered(request: TunnelRequest): Promise<TunnelAnswer> {
    if (this.#running >= atOnceAtMost) return { kind: "refused", code: "too_many_attempts" };
    this.#running++;
    try {
      return await this.#answer(request);
    } catch (error) {
      if (error instanceof ProtocolError) return { kind: "refused", code: error.code };
      this.#parts.log.error({ code: codeOf(error) }, "tunnel.request_failed");
      return { kind: "refused", code: "internal" };
    } finally {
      this.#running--;
    }
  }

  async #answer(request: TunnelRequest): Promise<TunnelAnswer> {
    const { complaints } = this.#parts;
    switch (request.kind) {
      case "form":
        return { kind: "form", form: await complaints.form(request.sessionId) };
      case "complain":
        return { kind: "complain", accepted: await complaints.complain(request.complaint) };
      case "withdraw":
        await complaints.withdraw(request.withdrawal);
        return { kind: "withdraw" };
      case "certificate": {
        const certificate = await this.#parts.certificateOf(request.sessionId);
        if (certificate === undefined) throw new ProtocolError("not_found");
        return { kind: "certificate", certificate };
      }
      default:
        return request satisfies never;
    }
  }
}
