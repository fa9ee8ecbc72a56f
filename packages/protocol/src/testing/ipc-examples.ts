import { complaintCodeOf } from "../complaint/complaint-code.ts";
import { CaptureCommand, CaptureReport } from "../ipc/capture.ts";
import { ReceiptKeeping, ReceiptView } from "../ipc/receipt.ts";
import { ScreenChoice, StatusAction, StatusView, StepsAction, StepsView } from "../ipc/steps.ts";
import { invitation, type SchemaExample, sample } from "./schema-example.ts";

const { sdp, candidate, rights } = sample;
const { resumeToken: _, ...shownInvitation } = invitation;
const view = { language: "de" };
const screen = { number: 1, primary: true, thumbnail: "data:image/png;base64,AA==" };

const receiptView = {
  state: "valid",
  number: sample.sessionId,
  complaintCode: complaintCodeOf(new Uint8Array(19)),
  link: "https://help.example/receipt",
  technicianName: "Technician 7",
  organisation: "Example",
  retentionDays: 90,
  endedAt: 1,
  receipt: sample.receipt.receipt,
  hasFile: true,
  kept: { as: "pdf", done: true },
  leaving: false,
};

export const ipcExamples: SchemaExample[] = [
  {
    name: "CaptureCommand",
    schema: CaptureCommand,
    optional: ["iceServers[].username", "iceServers[].credential"],
    examples: [
      { type: "connect", iceServers: [sample.iceServer], codecs: ["VP8"] },
      { type: "answer", sdp },
      { type: "candidate", candidate },
      { type: "set_capturing", capturing: true },
    ],
  },
  {
    name: "CaptureReport",
    schema: CaptureReport,
    examples: [
      { type: "offer", sdp },
      { type: "candidate", candidate },
      { type: "connection", state: "lost" },
      { type: "capturing", capturing: false },
      { type: "capture_failed" },
      { type: "channel_message", label: "input", text: "{}" },
    ],
  },
  { name: "ReceiptKeeping", schema: ReceiptKeeping, examples: ["print", "clipboard"] },
  { name: "ReceiptView", schema: ReceiptView, optional: ["receipt", "kept"], examples: [receiptView] },
  { name: "ScreenChoice", schema: ScreenChoice, examples: [screen] },
  {
    name: "StepsView",
    schema: StepsView,
    optional: [
      ...["error", "retryAfterSeconds", "portal", "unreachable", "stoppedInMs"],
      ...["receipt", "receipt.receipt", "receipt.kept"],
    ],
    examples: [
      {
        ...view,
        step: "key",
        key: "",
        busy: false,
        error: "too_many_attempts",
        retryAfterSeconds: 2,
        portal: "help.example",
        unreachable: true,
      },
      { ...view, step: "check", invitation: shownInvitation },
      { ...view, step: "consent", invitation: shownInvitation },
      { ...view, step: "choice", invitation: shownInvitation, screens: [screen], canControl: true },
      { ...view, step: "connecting", invitation: shownInvitation },
      {
        ...view,
        step: "ended",
        reason: "customer_f11",
        lastedMs: 0,
        stoppedInMs: 12,
        receipt: receiptView,
      },
    ],
  },
  {
    name: "StepsAction",
    schema: StepsAction,
    examples: [
      { type: "submit_key", key: "1" },
      { type: "give_consent" },
      { type: "refuse_consent" },
      { type: "choose", view: { kind: "all_screens" }, control: true },
      { type: "keep_receipt", as: "print" },
      { type: "leave" },
      { type: "stay" },
      { type: "set_language", language: "en" },
    ],
  },
  {
    name: "StatusView",
    schema: StatusView,
    optional: ["request", "liveSince"],
    examples: [
      {
        ...view,
        technicianName: "Technician 7",
        rights,
        watched: true,
        frozen: "recording",
        request: "control",
        liveSince: 1,
        f11: true,
      },
    ],
  },
  {
    name: "StatusAction",
    schema: StatusAction,
    examples: [
      { type: "off" },
      { type: "alive" },
      { type: "set_control", control: false },
      { type: "answer_request", granted: true },
    ],
  },
];
