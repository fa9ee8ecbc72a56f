import { ProtocolError, type TechnicianMessage, type ViewerId } from "@ferndiagnose/protocol";
import type { SessionCore } from "./session-core.ts";

/** The messages of a technician who has attached. */
export type AttachedMessage = Exclude<TechnicianMessage, { type: "attach" }>;

const requestIntervalMs = 1_000;

/** What the technician's browsers say, and what follows. */
export class FromTechnician {
  readonly #core: SessionCore;
  #requestedAt = Number.NEGATIVE_INFINITY;

  constructor(core: SessionCore) {
    this.#core = core;
  }

  async handle(viewerId: ViewerId, message: AttachedMessage): Promise<void> {
    const core = this.#core;
    const sessionId = core.id;
    switch (message.type) {
      case "admit":
        return this.#admit();
      case "turn_away":
        if (core.session.state !== "joined" && core.session.state !== "admitted")
          throw new ProtocolError("not_possible_now");
        return core.end("technician", "technician_turned_away");
      case "answer":
        return core.passToRecorder({ type: "technician_answer", sessionId, viewerId, sdp: message.sdp });
      case "candidate": {
        const { candidate } = message;
        return core.passToRecorder({ type: "technician_candidate", sessionId, viewerId, candidate });
      }
      case "request_rights":
        return this.#requestRights(message.request);
      case "end":
        return core.end("technician", "technician_ended");
      default:
        return message satisfies never;
    }
  }

  async #requestRights(request: Extract<AttachedMessage, { type: "request_rights" }>["request"]): Promise<void> {
    const core = this.#core;
    const now = core.around.clock.now();
    if (now - this.#requestedAt < requestIntervalMs)
      throw new ProtocolError("too_many_attempts", { retryAfterSeconds: 1 });
    await core.happen({ type: "rights_requested", actor: "technician", request });
    this.#requestedAt = now;
    core.customer.tellIfPresent({ type: "rights_requested", request });
  }

  /** Pins the session to a recorder: the customer's program seals the complaint code to that one's key. */
  async #admit(): Promise<void> {
    const core = this.#core;
    if (core.session.state !== "joined") throw new ProtocolError("not_possible_now");
    const link = core.around.recorders.choose();
    if (link === undefined) throw new ProtocolError("recorder_unavailable");
    core.recorder.pin(link);
    try {
      const pinnedTo = { recorder_instance: link.instanceId, recorder_server: link.serverId };
      await core.happen({ type: "admitted", actor: "technician" }, pinnedTo);
    } catch (error) {
      core.recorder.unpin();
      throw error;
    }
    core.customer.tell({ type: "admitted", intakeKey: link.intakeKey });
  }
}
