import { ErrorCode, Problem } from "../errors.ts";
import { Heartbeat } from "../heartbeat.ts";
import { Rights, RightsRequest, ViewScope } from "../rights.ts";
import { IceCandidate, IceServer, Sdp, VideoCodec } from "../sdp.ts";
import * as values from "../values.ts";
import { ProtocolVersion } from "../version.ts";
import { type SchemaExample, sample } from "./schema-example.ts";

export const valueExamples: SchemaExample[] = [
  { name: "SessionKey", schema: values.SessionKey, examples: [sample.key, "0000000", "9999999"] },
  { name: "SessionId", schema: values.SessionId, examples: [sample.sessionId] },
  { name: "RecordingId", schema: values.RecordingId, examples: [sample.recordingId] },
  { name: "ViewerId", schema: values.ViewerId, examples: [sample.viewerId] },
  { name: "ResumeToken", schema: values.ResumeToken, examples: [sample.token] },
  { name: "CheckCode", schema: values.CheckCode, examples: [sample.checkCode] },
  { name: "UnixMs", schema: values.UnixMs, examples: [0, 8_640_000_000_000_000] },
  { name: "Base64Url", schema: values.Base64Url, examples: ["AA", "-_"] },
  { name: "TextVersion", schema: values.TextVersion, examples: [sample.textVersion] },
  { name: "Language", schema: values.Language, examples: ["de", "en"] },
  { name: "DisplayName", schema: values.DisplayName, examples: ["Frau Ä. Öz"] },
  { name: "ProtocolVersion", schema: ProtocolVersion, examples: [1] },
  { name: "ErrorCode", schema: ErrorCode, examples: ErrorCode.options },
  {
    name: "Problem",
    schema: Problem,
    examples: [sample.problem],
    optional: ["retryAfterSeconds"],
    valid: ["type is unknown"],
  },
  { name: "Heartbeat", schema: Heartbeat, examples: [sample.heartbeat] },
  { name: "Rights", schema: Rights, examples: [sample.rights, { view: { kind: "nothing" }, control: false }] },
  { name: "RightsRequest", schema: RightsRequest, examples: ["view", "control"] },
  {
    name: "ViewScope",
    schema: ViewScope,
    examples: [
      { kind: "nothing" },
      { kind: "all_screens" },
      { kind: "screen", number: 16, of: 16 },
      { kind: "windows", count: 32 },
    ],
  },
  { name: "Sdp", schema: Sdp, examples: [sample.sdp] },
  { name: "IceCandidate", schema: IceCandidate, examples: [sample.candidate, { candidate: "", mid: "" }] },
  { name: "IceServer", schema: IceServer, examples: [sample.iceServer], optional: ["username", "credential"] },
  { name: "VideoCodec", schema: VideoCodec, examples: ["AV1", "VP9", "VP8", "H264"] },
];
