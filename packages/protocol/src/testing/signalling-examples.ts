import { CustomerMessage, SessionInvitation, ToCustomer } from "../signalling/customer.ts";
import { RecorderMessage, ToRecorder } from "../signalling/recorder.ts";
import { TechnicianMessage, ToTechnician } from "../signalling/technician.ts";
import { invitation, operatorOptions, type SchemaExample, sample } from "./schema-example.ts";

const { sessionId, viewerId, recordingId, sdp, candidate, rights, textVersion, iceServer, problem, heartbeat } = sample;
const session = { sessionId };
const viewer = { sessionId, viewerId };
const iceServers = [iceServer];
const serverOptions = ["iceServers[].username", "iceServers[].credential", "problem.retryAfterSeconds"];

export const signallingExamples: SchemaExample[] = [
  { name: "SessionInvitation", schema: SessionInvitation, examples: [invitation], optional: operatorOptions() },
  {
    name: "CustomerMessage",
    schema: CustomerMessage,
    examples: [
      { type: "join", version: 1, key: sample.key },
      { type: "resume", version: 1, sessionId, resumeToken: sample.token },
      {
        type: "consent_given",
        termsVersion: textVersion,
        privacyVersion: textVersion,
        complaintCode: sample.box,
        receiptProof: sample.proof,
      },
      { type: "consent_refused" },
      { type: "rights_changed", rights },
      { type: "set_paused", paused: true },
      { type: "offer", sdp },
      { type: "candidate", candidate },
      { type: "end", reason: "customer_off" },
    ],
  },
  {
    name: "ToCustomer",
    schema: ToCustomer,
    optional: [...serverOptions, ...operatorOptions("invitation.")],
    valid: ["problem.type is unknown"],
    examples: [
      { type: "joined", invitation },
      { type: "admitted", intakeKey: sample.intakeKey },
      { type: "armed", recordingId, recordingKey: "AA", iceServers, codecs: ["AV1"] },
      { type: "answer", sdp },
      { type: "candidate", candidate },
      { type: "viewers", count: 1 },
      { type: "heartbeat", heartbeat },
      { type: "rights_requested", request: "control" },
      { type: "ended", reason: "technician_ended" },
      { type: "receipt", receipt: sample.receipt },
      { type: "problem", problem },
    ],
  },
  {
    name: "TechnicianMessage",
    schema: TechnicianMessage,
    examples: [
      { type: "attach", version: 1, sessionId },
      { type: "admit" },
      { type: "turn_away" },
      { type: "answer", sdp },
      { type: "candidate", candidate },
      { type: "request_rights", request: "view" },
      { type: "end" },
    ],
  },
  {
    name: "ToTechnician",
    schema: ToTechnician,
    optional: [...serverOptions, "checkCode", "liveSince", "suspension", "reason"],
    valid: ["problem.type is unknown"],
    examples: [
      {
        type: "state",
        state: "suspended",
        rights,
        paused: false,
        checkCode: sample.checkCode,
        expiresAt: 1,
        liveSince: 2,
        suspension: "recording",
        reason: "media_failed",
      },
      { type: "offer", sdp, iceServers },
      { type: "candidate", candidate },
      { type: "problem", problem },
    ],
  },
  {
    name: "RecorderMessage",
    schema: RecorderMessage,
    optional: [...serverOptions, "statuses[].deleteAt", "statuses[].destroyedAt"],
    examples: [
      {
        ...{ type: "hello", version: 1, instanceId: recordingId, capacity: 0, iceServers },
        ...{ intakeKey: sample.intakeKey, serverSecret: "0".repeat(64) },
      },
      { ...session, type: "armed", recordingId, recordingKey: "AA" },
      { ...session, type: "arm_refused", code: "recorder_not_ready" },
      { ...session, type: "customer_answer", sdp },
      { ...session, type: "customer_candidate", candidate },
      { ...viewer, type: "technician_offer", sdp },
      { ...viewer, type: "technician_candidate", candidate },
      { ...session, type: "viewers", count: 1 },
      { ...session, type: "heartbeat", heartbeat },
      { ...session, type: "live" },
      { ...session, type: "suspended", cause: "connection" },
      { ...session, type: "resumed" },
      { ...session, type: "ended", reason: "recording_not_durable" },
      { ...session, type: "sealed", outcome: "recovered" },
      { ...session, type: "receipt", receipt: sample.receipt },
      { type: "recording_statuses", statuses: [sample.status] },
      { type: "tunnel_answer", requestId: 1, answer: { kind: "refused", code: "session_unknown" } },
    ],
  },
  {
    name: "ToRecorder",
    schema: ToRecorder,
    examples: [
      { type: "welcome" },
      { type: "refused", code: "client_too_old" },
      {
        ...session,
        type: "arm",
        history: [{ type: "joined", at: 1, actor: "customer" }],
        technician: "ABCD-2345",
        organisation: "Example",
        complaintCode: sample.box,
      },
      { ...session, type: "customer_offer", sdp },
      { ...session, type: "customer_candidate", candidate },
      { ...viewer, type: "technician_joined" },
      { ...viewer, type: "technician_left" },
      { ...viewer, type: "technician_answer", sdp },
      { ...viewer, type: "technician_candidate", candidate },
      { ...session, type: "event", event: { type: "rights_changed", at: 1, actor: "customer", rights } },
      { type: "tunnel_request", requestId: 1, request: { kind: "form", sessionId } },
    ],
  },
];
