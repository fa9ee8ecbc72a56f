import { problemOf, type RecorderMessage } from "@ferndiagnose/protocol";
import { isOver, mayEndFor } from "@ferndiagnose/session";
import type { SessionCore } from "./session-core.ts";

/** What a recording server says about one session. */
export type SessionReport = Exclude<RecorderMessage, { type: "hello" | "recording_statuses" | "tunnel_answer" }>;

/** What the recording server of a session reports, and what follows. */
export async function handleFromRecorder(core: SessionCore, message: SessionReport): Promise<void> {
  if (isOver(core.session) && message.type !== "sealed" && message.type !== "receipt") {
    const end = core.journal.events.findLast((event) => event.type === "ended");
    if (end && message.type !== "ended") core.recorder.remind(end);
    return;
  }
  switch (message.type) {
    case "armed":
      return armed(core, message);
    case "arm_refused": {
      const problem = problemOf(message.code);
      core.technician.tell({ type: "problem", problem });
      core.customer.tellIfPresent({ type: "problem", problem });
      return core.end("server", "recorder_not_ready");
    }
    case "customer_answer":
      core.customer.tell({ type: "answer", sdp: message.sdp });
      return;
    case "customer_candidate":
      core.customer.tell({ type: "candidate", candidate: message.candidate });
      return;
    case "technician_offer": {
      const { iceServers } = core.recorder;
      core.technician.tellOne(message.viewerId, { type: "offer", sdp: message.sdp, iceServers });
      return;
    }
    case "technician_candidate":
      core.technician.tellOne(message.viewerId, { type: "candidate", candidate: message.candidate });
      return;
    case "viewers":
      core.viewerCount = message.count;
      core.customer.tellIfPresent({ type: "viewers", count: message.count });
      return;
    case "heartbeat":
      core.customer.tellIfPresent({ type: "heartbeat", heartbeat: message.heartbeat });
      return;
    case "live":
      if (core.session.state === "armed") await core.happen({ type: "live", actor: "server" });
      return core.settleSuspension();
    case "suspended":
      core.hindrance = message.cause;
      return core.settleSuspension();
    case "resumed":
      core.hindrance = undefined;
      return core.settleSuspension();
    case "ended":
      return core.end("server", mayEndFor("server", message.reason) ? message.reason : "program_failed");
    case "sealed":
      if (core.session.outcome === undefined && isOver(core.session))
        await core.happen({ type: "sealed", actor: "server", outcome: message.outcome });
      core.handReceiptOver();
      return;
    case "receipt":
      if (!isOver(core.session)) return;
      core.receipt = message.receipt;
      core.handReceiptOver();
      return;
    default:
      return message satisfies never;
  }
}

/** A restarted recorder has found the recording that its former life left behind. */
export async function handleRecovered(core: SessionCore): Promise<void> {
  if (core.session.recordingId === undefined || core.session.outcome !== undefined) return;
  if (!isOver(core.session)) await core.end("server", "recorder_lost");
  await core.happen({ type: "sealed", actor: "server", outcome: "recovered" });
}

async function armed(core: SessionCore, message: SessionReport & { type: "armed" }): Promise<void> {
  if (core.session.state !== "consented") return;
  const { recordingId, recordingKey } = message;
  core.timers.cancel("arm");
  await core.happen({ type: "armed", actor: "server", recordingId });
  const { iceServers } = core.recorder;
  const codecs = [...core.around.terms.codecs];
  core.customer.tell({ type: "armed", recordingId, recordingKey, iceServers, codecs });
  for (const viewerId of core.technician.viewers)
    core.recorder.send({ type: "technician_joined", sessionId: core.id, viewerId });
  core.recorder.armed();
}
