import * as customers from "../http/customers.ts";
import * as downloads from "../http/downloads.ts";
import * as keys from "../http/keys.ts";
import { Operator } from "../http/operator.ts";
import * as receipts from "../http/receipts.ts";
import { TunnelAnswer, TunnelRequest, TunnelRequestId } from "../signalling/complaint-tunnel.ts";
import { certificate, certificateFacts } from "./recording-examples.ts";
import { operatorOptions, type SchemaExample, sample } from "./schema-example.ts";

const { sessionId, recordingId, proof } = sample;
const ticket = `${sessionId}.${sample.token}`;
const device = { system: "windows", arch: "x64", browser: "edge" };
const target = { system: "linux", arch: "x64" };
const file = {
  ...target,
  kind: "appimage",
  name: "Ferndiagnose-0.1.0 x64.AppImage",
  size: 1,
  sha256: proof,
  isTest: true,
};
const download = { ...file, href: `/api/v1/downloads/${ticket}/Ferndiagnose.AppImage` };
const entry = { consent: "withdrawn", at: 1, channel: "hotline" };
const hash = "A".repeat(43);
const code = { auditor: "0".repeat(32), box: sample.box };
const caseId = "abcdefghij234567";

/** What customers' browsers, and technicians' about customers, ask of the portal. */
export const customerHttpExamples: SchemaExample[] = [
  { name: "KeyCheckRequest", schema: keys.KeyCheckRequest, examples: [{ key: sample.key }] },
  {
    name: "KeyCheckResponse",
    schema: keys.KeyCheckResponse,
    examples: [
      {
        state: "recognised",
        expiresAt: 1,
        joinLink: "ferndiagnose://join",
        ticket,
        device,
        downloads: [download],
        missing: [{ system: "macos", arch: "arm64" }],
      },
    ],
  },
  {
    name: "NewSession",
    schema: keys.NewSession,
    optional: ["customerReference"],
    examples: [{ customerReference: "K-12 345/6" }, {}],
  },
  {
    name: "SessionCreated",
    schema: keys.SessionCreated,
    examples: [{ sessionId, key: sample.key, expiresAt: 1 }],
  },
  { name: "Device", schema: downloads.Device, examples: [device] },
  { name: "ProgramSystem", schema: downloads.ProgramSystem, examples: downloads.ProgramSystem.options },
  { name: "ProgramArch", schema: downloads.ProgramArch, examples: downloads.ProgramArch.options },
  { name: "DownloadsManifest", schema: downloads.DownloadsManifest, examples: [{ files: [file] }] },
  { name: "Download", schema: downloads.Download, examples: [download] },
  { name: "MissingDownload", schema: downloads.MissingDownload, examples: [target] },
  { name: "DownloadTicket", schema: downloads.DownloadTicket, examples: [ticket] },
  { name: "CustomerProgress", schema: downloads.CustomerProgress, examples: [{ state: "downloading", expiresAt: 1 }] },
  { name: "CustomerReference", schema: customers.CustomerReference, examples: ["K-12 345/6", "Ärger 7", "0"] },
  { name: "SupportConsent", schema: customers.SupportConsent, examples: customers.SupportConsent.options },
  {
    name: "CustomerConsentChange",
    schema: customers.CustomerConsentChange,
    examples: [{ customerReference: "0123456789", consent: "given" }],
  },
  { name: "SupportConsentEntry", schema: customers.SupportConsentEntry, examples: [entry] },
  {
    name: "Operator",
    schema: Operator,
    optional: operatorOptions(),
    examples: [
      {
        organisation: "Example Telecom",
        contact: "Example Street 1, 12345 Example",
        dataProtectionContact: "privacy@operator.example",
        supervisoryAuthority: "Example Authority",
      },
    ],
  },
  { name: "ReceiptProof", schema: receipts.ReceiptProof, examples: [proof] },
  { name: "ReceiptAccess", schema: receipts.ReceiptAccess, examples: [{ proof }] },
  {
    name: "ReceiptAccessGranted",
    schema: receipts.ReceiptAccessGranted,
    optional: ["supportConsent", "supportConsent.at"],
    examples: [{ sessionId, supportConsent: { consent: "given", at: 1 } }, { sessionId }],
  },
  {
    name: "ReceiptConsentChange",
    schema: receipts.ReceiptConsentChange,
    examples: [{ proof, consent: "withdrawn" }],
  },
  {
    name: "OwnData",
    schema: receipts.OwnData,
    optional: [
      ...["endedAt", "checkCode", "recording.deleteAt", "recording.destroyedAt", "technical.recorderInstance"],
      ...[
        "technical.recorderServer",
        "technical.resumeTokenHash",
        "technical.receiptProofHash",
        "technical.customerHmac",
      ],
    ],
    examples: [
      {
        version: 1,
        at: 3,
        sessionId,
        organisation: "Example",
        technician: "ABCD-2345",
        createdAt: 1,
        endedAt: 2,
        checkCode: sample.checkCode,
        events: [{ type: "joined", at: 1, actor: "customer" }],
        recording: sample.status,
        consents: [entry],
        technical: {
          ...{ recorderInstance: recordingId, recorderServer: hash, resumeTokenHash: hash },
          ...{ receiptProofHash: hash, customerHmac: hash },
        },
      },
    ],
  },
  { name: "TunnelRequestId", schema: TunnelRequestId, examples: [1, Number.MAX_SAFE_INTEGER] },
  {
    name: "TunnelRequest",
    schema: TunnelRequest,
    examples: [
      { kind: "form", sessionId },
      { kind: "complain", complaint: { sessionId, recordingId, proof, codes: [code, code] } },
      { kind: "withdraw", withdrawal: { sessionId, caseId, proof } },
      { kind: "certificate", sessionId },
    ],
  },
  {
    name: "TunnelAnswer",
    schema: TunnelAnswer,
    ...certificateFacts("certificate.certificate"),
    examples: [
      { kind: "form", form: { sessionId, recordingId, header: "AA" } },
      { kind: "complain", accepted: { caseId, recordingId, reviewAt: 1, signature: "A".repeat(86) } },
      { kind: "withdraw" },
      { kind: "certificate", certificate: { certificate, serverKey: proof, signature: "A".repeat(86) } },
      { kind: "refused", code: "complaint_not_accepted" },
    ],
  },
];
