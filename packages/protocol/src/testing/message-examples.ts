import { InputMessage, KeyCode, MouseButton, PointerMessage } from "../channel/input.ts";
import { ChannelLabel, RemoteInput } from "../channel/labels.ts";
import { Account, AccountName, LinkSignInRequest, Role, SignInRequest } from "../http/accounts.ts";
import { RelayCommand, RelayReport } from "../media/relay.ts";
import { ChannelRecord, DescriptionRecord, EventRecord, MarkerRecord, RelayMarkerRecord } from "../record/payload.ts";
import { Actor, EndReason, SessionEvent, SessionStateName } from "../session-event.ts";
import { type SchemaExample, sample } from "./schema-example.ts";

const { sessionId, viewerId, recordingId, sdp, candidate, rights, textVersion } = sample;
const place = { x: 0, y: 0.999 };
const by = { at: 1, actor: "customer" };

const pointer = { type: "move", ...place };
const inputs = [
  { type: "button", ...place, button: "left", down: true },
  { type: "wheel", ...place, dx: -20, dy: 0.5 },
  { type: "key", code: "KeyA", down: false },
  { type: "text", text: "😀" },
  { type: "release_all" },
];

const events = [
  { ...by, type: "key_issued", expiresAt: 2 },
  { ...by, type: "key_recognised" },
  { ...by, type: "joined" },
  { ...by, type: "admitted" },
  { ...by, type: "consented", termsVersion: textVersion, privacyVersion: textVersion },
  { ...by, type: "armed", recordingId },
  { ...by, type: "live" },
  { ...by, type: "suspended", cause: "recording" },
  { ...by, type: "resumed" },
  { ...by, type: "rights_changed", rights },
  { ...by, type: "rights_requested", request: "control" },
  { ...by, type: "paused" },
  { ...by, type: "continued" },
  { ...by, type: "ended", reason: "customer_f11" },
  { ...by, type: "sealed", outcome: "complete" },
];

export const channelExamples: SchemaExample[] = [
  { name: "PointerMessage", schema: PointerMessage, examples: [pointer] },
  { name: "InputMessage", schema: InputMessage, examples: inputs },
  { name: "RemoteInput", schema: RemoteInput, examples: [pointer, ...inputs] },
  { name: "KeyCode", schema: KeyCode, examples: ["KeyA", "F11", "IntlBackslash"] },
  { name: "MouseButton", schema: MouseButton, examples: MouseButton.options },
  { name: "ChannelLabel", schema: ChannelLabel, examples: ChannelLabel.options },
];

export const eventExamples: SchemaExample[] = [
  { name: "SessionEvent", schema: SessionEvent, examples: events },
  { name: "Actor", schema: Actor, examples: Actor.options },
  { name: "EndReason", schema: EndReason, examples: EndReason.options },
  { name: "SessionStateName", schema: SessionStateName, examples: SessionStateName.options },
];

export const httpExamples: SchemaExample[] = [
  { name: "AccountName", schema: AccountName, examples: ["technician-7"] },
  { name: "Role", schema: Role, examples: Role.options },
  { name: "SignInRequest", schema: SignInRequest, examples: [{ name: "technician-7", password: "pass word" }] },
  { name: "LinkSignInRequest", schema: LinkSignInRequest, examples: [{ token: sample.token }] },
  {
    name: "Account",
    schema: Account,
    examples: [{ name: "technician-7", displayName: "Technician 7", role: "technician" }],
  },
];

export const recordExamples: SchemaExample[] = [
  {
    name: "DescriptionRecord",
    schema: DescriptionRecord,
    examples: [
      { leg: "customer", kind: "offer", sdp },
      { leg: 1, kind: "answer", sdp },
    ],
    valid: ["leg is 1"],
  },
  {
    name: "ChannelRecord",
    schema: ChannelRecord,
    examples: [{ label: "input", refused: "input_not_granted", text: "{" }],
    optional: ["refused"],
    /** Whatever arrived is recorded; the relay bounds it, and a reader must not fail on it. */
    valid: ["text is too long"],
  },
  { name: "EventRecord", schema: EventRecord, examples: events },
  { name: "MarkerRecord", schema: MarkerRecord, examples: [{ marker: "frozen" }, { marker: "paused" }] },
  { name: "RelayMarkerRecord", schema: RelayMarkerRecord, examples: [{ marker: "viewer_joined" }] },
];

const session = { sessionId };
const viewer = { sessionId, viewerId };

export const relayExamples: SchemaExample[] = [
  {
    name: "RelayCommand",
    schema: RelayCommand,
    examples: [
      { ...session, type: "open", elapsedUs: 0 },
      { ...session, type: "customer_offer", sdp },
      { ...session, type: "customer_candidate", candidate },
      { ...viewer, type: "add_viewer" },
      { ...viewer, type: "remove_viewer" },
      { ...viewer, type: "technician_answer", sdp },
      { ...viewer, type: "technician_candidate", candidate },
      { ...session, type: "set_rights", rights },
      { ...session, type: "freeze" },
      { ...session, type: "resume" },
      { ...session, type: "request_key_frame" },
      { ...session, type: "close" },
    ],
  },
  {
    name: "RelayReport",
    schema: RelayReport,
    examples: [
      { type: "ready" },
      { ...session, type: "customer_answer", sdp },
      { ...session, type: "customer_candidate", candidate },
      { ...viewer, type: "technician_offer", sdp },
      { ...viewer, type: "technician_candidate", candidate },
      { ...session, type: "customer_leg", state: "connected" },
      { ...viewer, type: "technician_leg", state: "lost" },
      { ...session, type: "viewers", count: 1 },
      { ...session, type: "failed", what: "leg" },
    ],
  },
];
