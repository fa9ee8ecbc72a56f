/** The relay as it is, with a recorder that can be switched off, that tells what it used. */
import { Socket } from "node:net";
import { policy, type RelayReport, type SessionId } from "@ferndiagnose/protocol";
import { batchPipeDescriptor } from "../src/relay/batch-frame.ts";
import { BatchPipe } from "../src/relay/batch-pipe.ts";
import { LibdatachannelPeers } from "../src/relay/libdatachannel-peer.ts";
import { RecordBatcher } from "../src/relay/record-batcher.ts";
import type { RelayRecorder } from "../src/relay/relay-recorder.ts";
import { RelaySession } from "../src/relay/relay-session.ts";
import type { FromMeasuredRelay, ToMeasuredRelay } from "./messages.ts";

let isRecording = process.argv[2] === "recorded";
const peers = new LibdatachannelPeers({ bindAddress: "127.0.0.1" });
const batches = new BatchPipe({
  pipe: new Socket({ fd: batchPipeDescriptor, readable: false, writable: true }),
  maxWaitingBytes: Number.POSITIVE_INFINITY,
  onBlocked: () => process.exit(1),
});
const sessions = new Map<SessionId, RelaySession>();
const nowUs = () => performance.now() * 1000;
let packets = 0;

const report = (message: FromMeasuredRelay): void => void process.send?.(message);

function recorderOf(sessionId: SessionId): RelayRecorder {
  return new RecordBatcher({
    timeUs: () => Math.round(nowUs()),
    send: (batch) => batches.send(sessionId, batch),
    setTimer: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return { cancel: () => clearTimeout(timer) };
    },
    intervalMs: policy.BATCH_INTERVAL_MS,
    maxBytes: policy.BATCH_MAX_BYTES,
  });
}

/** Counts always and records while it is switched on, so that only the recording differs. */
function counted(recorder: RelayRecorder): RelayRecorder {
  return {
    rtpFromCustomer(packet) {
      packets += 1;
      if (isRecording) recorder.rtpFromCustomer(packet);
    },
    rtcpFromCustomer(packet) {
      if (isRecording) recorder.rtcpFromCustomer(packet);
    },
    rtcpFromTechnician(packet) {
      if (isRecording) recorder.rtcpFromTechnician(packet);
    },
    description(description) {
      if (isRecording) recorder.description(description);
    },
    channelMessage(label, text, refused) {
      if (isRecording) recorder.channelMessage(label, text, refused);
    },
    marker(marker) {
      if (isRecording) recorder.marker(marker);
    },
  };
}

function open(sessionId: SessionId): RelaySession {
  return new RelaySession({
    peers,
    recorder: counted(recorderOf(sessionId)),
    nowUs,
    refusalOf: () => "input_not_granted",
    events: {
      onCustomerAnswer: (sdp) => report({ type: "customer_answer", sessionId, sdp }),
      onCustomerCandidate: (candidate) => report({ type: "customer_candidate", sessionId, candidate }),
      onCustomerState: () => undefined,
      onTechnicianOffer: (viewerId, sdp) => report({ type: "technician_offer", sessionId, viewerId, sdp }),
      onTechnicianCandidate: (viewerId, candidate) =>
        report({ type: "technician_candidate", sessionId, viewerId, candidate }),
      onTechnicianState: () => undefined,
      onViewers: () => undefined,
    },
  });
}

process.on("message", (message: ToMeasuredRelay) => {
  if (message.type === "usage") {
    const { user, system } = process.cpuUsage();
    report({ type: "usage", cpuUs: user + system, packets, residentBytes: process.memoryUsage.rss() });
    return;
  }
  if (message.type === "record") {
    isRecording = message.on;
    return;
  }
  if (message.type === "open") sessions.set(message.sessionId, open(message.sessionId));
  const session = sessions.get(message.sessionId);
  if (message.type === "customer_offer") session?.handleCustomerOffer(message.sdp);
  if (message.type === "add_viewer") session?.addViewer(message.viewerId);
  if (message.type === "technician_answer") session?.handleTechnicianAnswer(message.viewerId, message.sdp);
  if (message.type === "customer_candidate") session?.handleCustomerCandidate(message.candidate);
  if (message.type === "technician_candidate") session?.handleTechnicianCandidate(message.viewerId, message.candidate);
});
process.once("disconnect", () => {
  for (const session of sessions.values()) session.close();
  peers.shutDown();
  process.exit(0);
});
report({ type: "ready" } satisfies RelayReport);
