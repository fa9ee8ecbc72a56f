import { complaintCodeOf } from "../complaint/complaint-code.ts";
import {
  CaptureCommand,
  CaptureReport,
  PictureArea,
  PictureLayer,
  PictureLayout,
  PieceRequest,
} from "../ipc/capture.ts";
import { LastWord } from "../ipc/last-word.ts";
import { ReceiptKeeping, ReceiptView } from "../ipc/receipt.ts";
import { StatusFit } from "../ipc/status-fit.ts";
import {
  ChosenView,
  ControlEnd,
  RemovalView,
  ScreenChoice,
  StatusAction,
  StatusView,
  StepsAction,
  StepsView,
  WindowChoice,
} from "../ipc/steps.ts";
import { HeldInput, WatchdogCommand, WatchdogReport } from "../ipc/watchdog.ts";
import { invitation, operatorOptions, type SchemaExample, sample } from "./schema-example.ts";

const area = { x: -8, y: 40, width: 640, height: 480 };
const layout = {
  width: 1280,
  height: 720,
  layers: [
    { kind: "blank", area },
    { kind: "piece", piece: 2, whole: area, shown: { ...area, x: 0, width: 632 } },
  ],
};
const { sdp, candidate, rights } = sample;
const { resumeToken: _, ...shownInvitation } = invitation;
const view = { language: "de" };
const screen = { number: 1, primary: true, thumbnail: "data:image/png;base64,AA==" };
const shownWindow = { number: 2, title: "Rechnung.pdf", application: "Betrachter", thumbnail: screen.thumbnail };
const removal = { kind: "portable", state: "failed", left: ["/home/k/Ferndiagnose"], shortcut: false };

const held = { keys: ["KeyA"], buttons: ["left"] };

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
  { name: "PictureArea", schema: PictureArea, examples: [area] },
  { name: "PictureLayer", schema: PictureLayer, examples: layout.layers },
  { name: "PictureLayout", schema: PictureLayout, examples: [layout] },
  {
    name: "CaptureCommand",
    schema: CaptureCommand,
    optional: ["iceServers[].username", "iceServers[].credential"],
    examples: [
      { type: "connect", iceServers: [sample.iceServer], codecs: ["VP8"] },
      { type: "answer", sdp },
      { type: "candidate", candidate },
      { type: "set_capturing", capturing: true },
      { type: "set_view", view: 1, kind: "composed" },
      { type: "set_layout", view: 1, layout },
      { type: "take_piece", view: 1, piece: 2 },
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
  { name: "PieceRequest", schema: PieceRequest, examples: [{ view: 1, piece: 2 }] },
  { name: "ReceiptKeeping", schema: ReceiptKeeping, examples: ["print", "clipboard"] },
  { name: "ReceiptView", schema: ReceiptView, optional: ["receipt", "kept"], examples: [receiptView] },
  { name: "StatusFit", schema: StatusFit, examples: [{ heightPixels: 64 }] },
  { name: "ScreenChoice", schema: ScreenChoice, examples: [screen] },
  { name: "WindowChoice", schema: WindowChoice, optional: ["application"], examples: [shownWindow] },
  {
    name: "ChosenView",
    schema: ChosenView,
    examples: [{ kind: "all_screens" }, { kind: "screen", number: 1, of: 2 }, { kind: "windows", numbers: [2, 1] }],
  },
  { name: "RemovalView", schema: RemovalView, examples: [removal] },
  { name: "ControlEnd", schema: ControlEnd, examples: ["idle"] },
  {
    name: "StepsView",
    schema: StepsView,
    optional: [
      ...["error", "retryAfterSeconds", "portal", "unreachable", "stoppedInMs", "isTest", "foreignPortal"],
      ...["receipt", "receipt.receipt", "receipt.kept", "removal", "chosen", "windows[].application"],
      ...operatorOptions("invitation."),
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
        shortcut: true,
        installed: true,
        isTest: true,
        foreignPortal: "other.example",
      },
      { ...view, step: "who", invitation: shownInvitation },
      { ...view, step: "consent", invitation: shownInvitation, noticeMatches: true },
      {
        ...view,
        step: "choice",
        invitation: shownInvitation,
        list: 1,
        screens: [screen],
        windows: [shownWindow],
        canControl: true,
        canChooseWindows: true,
        chosen: { view: { kind: "windows", numbers: [2] }, control: false },
        changing: true,
      },
      { ...view, step: "waiting", invitation: shownInvitation, waitingFor: "admission" },
      {
        ...view,
        step: "ended",
        reason: "customer_f11",
        lastedMs: 0,
        stoppedInMs: 12,
        receipt: receiptView,
        removal,
      },
    ],
  },
  {
    name: "StepsAction",
    schema: StepsAction,
    examples: [
      { type: "submit_key", key: "1" },
      { type: "continue" },
      { type: "back" },
      { type: "give_consent" },
      { type: "refuse_consent" },
      { type: "choose", list: 1, view: { kind: "all_screens" }, control: true },
      { type: "choose", list: 2, view: { kind: "windows", numbers: [1] }, control: false },
      { type: "cancel_change" },
      { type: "keep_receipt", as: "print" },
      { type: "remove_program" },
      { type: "keep_program" },
      { type: "set_shortcut", present: true },
      { type: "leave" },
      { type: "stay" },
      { type: "set_language", language: "en" },
    ],
  },
  {
    name: "StatusView",
    schema: StatusView,
    optional: ["request", "liveSince", "controlUntil", "control", "expired"],
    examples: [
      {
        ...view,
        technicianName: "Technician 7",
        rights,
        watched: true,
        frozen: "recording",
        paused: true,
        request: "control",
        liveSince: 1,
        f11: "held",
        canControl: true,
        controlUntil: 1,
        control: { endsAt: 1, because: "idle" },
        expired: "time",
        changing: false,
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
      { type: "renew_control" },
      { type: "set_paused", paused: true },
      { type: "change_view" },
      { type: "answer_request", granted: true },
    ],
  },
  { name: "HeldInput", schema: HeldInput, examples: [held] },
  {
    name: "WatchdogCommand",
    schema: WatchdogCommand,
    optional: ["word"],
    examples: [
      { type: "watch", mainProcessId: 1, word: { file: "/opt/ferndiagnose", args: ["--stopped={lasted}"] } },
      { type: "alive", captureProcessId: 2, held, lastedMs: 0 },
      { type: "done" },
    ],
  },
  {
    name: "LastWord",
    schema: LastWord,
    optional: ["anchor", "liveSince", ...operatorOptions("invitation.")],
    examples: [
      {
        invitation,
        complaintCode: complaintCodeOf(new Uint8Array(19)),
        recordingId: sample.recordingId,
        recordingKey: "A".repeat(43),
        anchor: sample.heartbeat,
        liveSince: 1,
      },
    ],
  },
  { name: "WatchdogReport", schema: WatchdogReport, examples: [{ type: "awake" }] },
];
