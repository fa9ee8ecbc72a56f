import { complaintCodeOf } from "../complaint/complaint-code.ts";
import { ReceiptFile } from "../complaint/receipt.ts";
import * as cases from "../http/cases.ts";
import * as complaints from "../http/complaints.ts";
import * as statements from "../review/statements.ts";
import { type SchemaExample, sample } from "./schema-example.ts";

const { recordingId, sessionId, box, token } = sample;
const auditor = "0".repeat(32);
const hex32 = "0".repeat(64);
const signature = "A".repeat(86);
const caseId = "abcdefghij234567";
const person = "abcd2345";
const code = { auditor, box };
const share = { auditor, lock: "complaint", box };
const approval = { version: 1, caseId, recordingId, lock: "complaint", auditor, viewerKey: hex32, approvedAt: 1 };
const secret = {
  type: "secret-released",
  wardenId: auditor,
  recordingId,
  at: 1,
  signature,
  caseId,
  viewerKey: hex32,
  secret: box,
};

const stated = { version: 1, auditor, at: 1 };
const signIn = { ...stated, type: "desk-sign-in", desk: "https://desk.example", nonce: hex32 };
const request = { ...stated, type: "break-glass-request", recordingId, owner: person, reason: "court order 1" };
const taking = { ...stated, type: "case-taking", caseId, recordingId, viewerKey: hex32 };
const closing = { ...stated, type: "case-closing", caseId };
const extension = { ...stated, type: "hold-extension", recordingId, reviewAt: 2, reason: "court order 1" };
const ending = { ...stated, type: "hold-ending", recordingId };

const taken = {
  caseId,
  recordingId,
  sessionId,
  technician: "ABCD-2345",
  lock: "complaint",
  state: "approved",
  requester: "customer",
  reason: null,
  recordedAt: 1,
  openedAt: 2,
  takenBy: auditor,
  viewerKey: hex32,
  taking: { statement: taking, signature },
  approvals: [{ auditor, person, external: false, approvedAt: 3, expiresAt: 4 }],
  needed: 2,
  needsExternal: false,
  expiresAt: 4,
  closedAt: null,
  hold: { owner: "auditors", reviewAt: 5, isOverdue: false },
};
const untaken = {
  ...taken,
  technician: null,
  state: "closed",
  requester: person,
  reason: "court order 1",
  takenBy: null,
  viewerKey: null,
  taking: null,
  approvals: [],
  expiresAt: null,
  closedAt: 6,
  hold: null,
};
/** Mutants of a list of paths that may be null: the first example shows a value, the second null. */
function nulls(prefix: string, paths: readonly string[]): string[] {
  return paths.map((path) => `${prefix}${path} is null`);
}
const caseNulls = (prefix: string) => [
  ...nulls(prefix, ["technician"]),
  `${prefix}reason is "text"`,
  ...nulls(prefix, ["takenBy", "viewerKey", "taking", "expiresAt"]),
  `${prefix}closedAt is 1`,
  ...nulls(prefix, ["hold"]),
];

/** Complaints, auditors' statements, and what their desk is asked and answers. */
export const caseExamples: SchemaExample[] = [
  {
    name: "ReceiptFile",
    schema: ReceiptFile,
    examples: [
      { receipt: sample.receipt, complaintCode: complaintCodeOf(new Uint8Array(19)), anchors: [sample.heartbeat] },
    ],
  },
  {
    name: "ComplaintForm",
    schema: complaints.ComplaintForm,
    examples: [{ sessionId, recordingId, header: "AA" }],
  },
  { name: "CodeForAuditor", schema: complaints.CodeForAuditor, examples: [code] },
  {
    name: "Complaint",
    schema: complaints.Complaint,
    examples: [{ sessionId, recordingId, proof: hex32, codes: [code, code] }],
  },
  {
    name: "ComplaintAccepted",
    schema: complaints.ComplaintAccepted,
    examples: [{ caseId, recordingId, reviewAt: 1, signature }],
  },
  {
    name: "ComplaintWithdrawal",
    schema: complaints.ComplaintWithdrawal,
    examples: [{ sessionId, caseId, proof: hex32 }],
  },
  { name: "Reason", schema: statements.Reason, examples: ["court order 1"] },
  { name: "DeskSignIn", schema: statements.DeskSignIn, examples: [signIn] },
  { name: "BreakGlassRequest", schema: statements.BreakGlassRequest, examples: [request] },
  { name: "CaseTaking", schema: statements.CaseTaking, examples: [taking] },
  { name: "CaseClosing", schema: statements.CaseClosing, examples: [closing] },
  { name: "HoldExtension", schema: statements.HoldExtension, examples: [extension] },
  { name: "HoldEnding", schema: statements.HoldEnding, examples: [ending] },
  { name: "SignedDeskSignIn", schema: statements.SignedDeskSignIn, examples: [{ statement: signIn, signature }] },
  {
    name: "SignedBreakGlassRequest",
    schema: statements.SignedBreakGlassRequest,
    examples: [{ statement: request, signature }],
  },
  { name: "SignedCaseTaking", schema: statements.SignedCaseTaking, examples: [{ statement: taking, signature }] },
  { name: "SignedCaseClosing", schema: statements.SignedCaseClosing, examples: [{ statement: closing, signature }] },
  {
    name: "SignedHoldExtension",
    schema: statements.SignedHoldExtension,
    examples: [{ statement: extension, signature }],
  },
  { name: "SignedHoldEnding", schema: statements.SignedHoldEnding, examples: [{ statement: ending, signature }] },
  { name: "DeskChallenge", schema: cases.DeskChallenge, examples: [{ nonce: hex32, expiresAt: 1 }] },
  { name: "DeskSession", schema: cases.DeskSession, examples: [{ token, auditor, person, expiresAt: 1 }] },
  { name: "CaseStateName", schema: cases.CaseStateName, examples: cases.CaseStateName.options },
  {
    name: "CaseView",
    schema: cases.CaseView,
    valid: [...caseNulls(""), "reason is null", "expiresAt is 1", "closedAt is null"],
    examples: [taken, untaken],
  },
  { name: "CaseList", schema: cases.CaseList, valid: caseNulls("cases[]."), examples: [{ cases: [taken] }] },
  { name: "ShareForViewer", schema: cases.ShareForViewer, examples: [share, { ...share, lock: "break-glass" }] },
  {
    name: "ApproveCase",
    schema: cases.ApproveCase,
    examples: [{ signed: { approval: { ...approval, expiresAt: 2 }, signature }, share }],
  },
  {
    name: "CaseOpening",
    schema: cases.CaseOpening,
    valid: ["code is null"],
    examples: [{ caseId, recordingId, lock: "complaint", secret, shares: [share, share], code, expiresAt: 1 }],
  },
  {
    name: "ExtendHold",
    schema: cases.ExtendHold,
    examples: [
      {
        statements: [
          { statement: extension, signature },
          { statement: extension, signature },
        ],
      },
    ],
  },
  { name: "CloseCase", schema: cases.CloseCase, examples: [{ statements: [{ statement: closing, signature }] }] },
  {
    name: "EndHold",
    schema: cases.EndHold,
    examples: [
      {
        statements: [
          { statement: ending, signature },
          { statement: ending, signature },
        ],
      },
    ],
  },
  { name: "HoldView", schema: cases.HoldView, valid: ["reviewAt is null"], examples: [{ recordingId, reviewAt: 1 }] },
  {
    name: "AuditorSetChain",
    schema: cases.AuditorSetChain,
    valid: ["sets[] has a field too many"],
    examples: [{ sets: [{}] }],
  },
];
