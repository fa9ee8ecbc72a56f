import { type CustomerMessage, ProtocolError, type SealedBox } from "@ferndiagnose/protocol";
import { mayEndFor } from "@ferndiagnose/session";
import { hashToken } from "../secrets/hash-token.ts";
import type { SessionCore } from "./session-core.ts";

/** The messages of a customer who has joined. */
export type JoinedMessage = Exclude<CustomerMessage, { type: "join" | "resume" }>;

/** What the customer's program says, and what follows. */
export async function handleFromCustomer(core: SessionCore, message: JoinedMessage): Promise<void> {
  const sessionId = core.id;
  switch (message.type) {
    case "consent_given": {
      const { termsVersion, privacyVersion } = message;
      const { terms } = core.around;
      if (termsVersion !== terms.termsVersion || privacyVersion !== terms.privacyVersion)
        throw new ProtocolError("not_possible_now");
      const change = { receipt_proof_hash: hashToken(message.receiptProof) };
      await core.happen({ type: "consented", actor: "customer", termsVersion, privacyVersion }, change);
      return arm(core, message.complaintCode);
    }
    case "consent_refused":
      return core.end("customer", core.session.consent ? "consent_withdrawn" : "consent_refused");
    case "rights_changed": {
      if (JSON.stringify(message.rights) === JSON.stringify(core.session.rights)) return;
      return core.happen({ type: "rights_changed", actor: "customer", rights: message.rights });
    }
    case "set_paused": {
      if (message.paused === (core.session.isPaused ?? false)) return;
      return core.happen({ type: message.paused ? "paused" : "continued", actor: "customer" });
    }
    case "offer":
      return core.passToRecorder({ type: "customer_offer", sessionId, sdp: message.sdp });
    case "candidate":
      return core.passToRecorder({ type: "customer_candidate", sessionId, candidate: message.candidate });
    case "end":
      return core.end("customer", mayEndFor("customer", message.reason) ? message.reason : "customer_quit");
    default:
      return message satisfies never;
  }
}

async function arm(core: SessionCore, complaintCode: SealedBox): Promise<void> {
  const { terms, timings, pseudonymOf } = core.around;
  const isAsked = core.recorder.arm({
    history: core.journal.events.slice(0, 200),
    technician: pseudonymOf(core.technicianAccount),
    organisation: terms.operator.organisation,
    complaintCode,
  });
  if (!isAsked) return core.end("server", "recorder_not_ready");
  core.endAfter("arm", timings.armWithinMs, "recorder_not_ready");
}
