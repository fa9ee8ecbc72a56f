import { ComplaintCode, complaintCodeOf } from "../complaint/complaint-code.ts";
import { Receipt, RecordingStatus, SignedReceipt } from "../complaint/receipt.ts";
import { Leaf, LeafDetails, LeafType, LogProof } from "../log/log-proof.ts";
import { Approval, SignedApproval } from "../review/approval.ts";
import { DeletionCertificate, SignedDeletionCertificate } from "../review/deletion-certificate.ts";
import { CaseId, LockName, PersonId, Pseudonym } from "../review/review-values.ts";
import { AuditorKeyId, SealedBox, Signature } from "../sealed.ts";
import {
  CaseClosed,
  DestroySecret,
  HoldSecret,
  ReleaseSecret,
  SecretDestroyed,
  SecretHeld,
  SecretReleased,
  SecretState,
  SecretStored,
  ShowCheckpoint,
  StoreSecret,
  WardenIdentity,
  WardenStatus,
} from "../warden/messages.ts";
import { type SchemaExample, sample } from "./schema-example.ts";

const { recordingId, sessionId, box } = sample;
const hex16 = "0".repeat(32);
const hex32 = "0".repeat(64);
const signature = "A".repeat(86);
const caseId = "abcdefghij234567";
const technician = "ABCD-2345";
const leaf = { version: 1, type: "shred_intent", at: 1, commitment: hex32 };
const proof = {
  leaf,
  salt: hex32,
  details: { recordingId },
  index: 1,
  inclusion: [hex32],
  checkpoint: "log.example/1\n2\nAAAA\n",
};
const approval = {
  version: 1,
  caseId,
  recordingId,
  lock: "complaint",
  auditor: hex16,
  viewerKey: hex32,
  approvedAt: 1,
  expiresAt: 2,
};
const signed = { wardenId: hex16, recordingId, at: 1, signature };
const destroyed = { ...signed, type: "secret-destroyed", method: "overwritten", epoch: "2026-01-31" };
export const certificate = {
  version: 1,
  recordingId,
  sessionId,
  deleteAt: 1,
  destroyedAt: 2,
  finalHash: hex32,
  ciphertextBytes: 3,
  objectsRemoved: ["name"],
  assurance: "clear",
  wardens: [destroyed],
  intent: proof,
  done: proof,
};
/** The details of a leaf are free facts: any may be missing, of another type, or there besides. */
function freeFacts(...paths: string[]): Pick<SchemaExample, "optional" | "valid"> {
  const field = (path: string) => (path === "" ? "" : `${path}.`);
  return {
    optional: paths.map((path) => `${field(path)}recordingId`),
    valid: paths.flatMap((path) => [
      `${path === "" ? "all" : path} has a field too many`,
      ...["null", "true", "1"].map((value) => `${field(path)}recordingId is ${value}`),
    ]),
  };
}

/** What is free in a signed certificate, wherever it stands. */
export function certificateFacts(path: string): Pick<SchemaExample, "optional" | "valid"> {
  const { optional = [], valid = [] } = freeFacts(`${path}.intent.details`, `${path}.done.details`);
  return { optional, valid: [`${path}.sessionId is null`, ...valid] };
}

/** What is told about recordings: receipts, the transparency log, cases and key wardens. */
export const recordingExamples: SchemaExample[] = [
  { name: "ComplaintCode", schema: ComplaintCode, examples: [complaintCodeOf(new Uint8Array(19))] },
  { name: "Receipt", schema: Receipt, examples: [sample.receipt.receipt] },
  { name: "SignedReceipt", schema: SignedReceipt, examples: [sample.receipt] },
  {
    name: "RecordingStatus",
    schema: RecordingStatus,
    optional: ["deleteAt", "destroyedAt"],
    examples: [sample.status],
  },
  { name: "Leaf", schema: Leaf, examples: [leaf] },
  { name: "LeafDetails", schema: LeafDetails, ...freeFacts(""), examples: [proof.details] },
  { name: "LeafType", schema: LeafType, examples: ["opened"] },
  { name: "LogProof", schema: LogProof, ...freeFacts("details"), examples: [proof] },
  { name: "Approval", schema: Approval, examples: [approval] },
  { name: "SignedApproval", schema: SignedApproval, examples: [{ approval, signature }] },
  {
    name: "DeletionCertificate",
    schema: DeletionCertificate,
    ...freeFacts("intent.details", "done.details"),
    valid: ["sessionId is null", ...(freeFacts("intent.details", "done.details").valid ?? [])],
    examples: [certificate],
  },
  {
    name: "SignedDeletionCertificate",
    schema: SignedDeletionCertificate,
    ...certificateFacts("certificate"),
    examples: [{ certificate, serverKey: hex32, signature }],
  },
  { name: "CaseId", schema: CaseId, examples: [caseId] },
  { name: "LockName", schema: LockName, examples: ["complaint", "break-glass"] },
  { name: "PersonId", schema: PersonId, examples: ["abcd2345"] },
  { name: "Pseudonym", schema: Pseudonym, examples: [technician] },
  { name: "AuditorKeyId", schema: AuditorKeyId, examples: [hex16] },
  { name: "SealedBox", schema: SealedBox, examples: [box] },
  { name: "Signature", schema: Signature, examples: [signature] },
  {
    name: "CaseClosed",
    schema: CaseClosed,
    examples: [{ wardenId: hex16, type: "case-closed", caseId, at: 1, signature }],
  },
  {
    name: "DestroySecret",
    schema: DestroySecret,
    ...freeFacts("intent.details"),
    examples: [{ recordingId, intent: proof }],
  },
  {
    name: "HoldSecret",
    schema: HoldSecret,
    ...freeFacts("hold.details"),
    examples: [{ recordingId, hold: proof }],
  },
  {
    name: "ReleaseSecret",
    schema: ReleaseSecret,
    ...freeFacts("approvals[].proof.details", "opened.details"),
    examples: [
      {
        recordingId,
        caseId,
        lock: "complaint",
        viewerKey: hex32,
        approvals: [{ signed: { approval, signature }, proof }],
        opened: proof,
      },
    ],
  },
  {
    name: "SecretHeld",
    schema: SecretHeld,
    examples: [
      { ...signed, type: "secret-held" },
      { ...signed, type: "hold-ended" },
    ],
  },
  {
    name: "SecretState",
    schema: SecretState,
    examples: [{ ...signed, type: "secret-state", state: "stored", held: false }],
  },
  {
    name: "ShowCheckpoint",
    schema: ShowCheckpoint,
    examples: [{ checkpoint: proof.checkpoint, newest: 1, consistency: [hex32] }],
  },
  {
    name: "WardenStatus",
    schema: WardenStatus,
    examples: [{ wardenId: hex16, at: 1, isReady: true, auditorSetVersion: 1, logSize: 2 }],
  },
  { name: "SecretDestroyed", schema: SecretDestroyed, examples: [destroyed] },
  {
    name: "SecretReleased",
    schema: SecretReleased,
    examples: [{ ...signed, type: "secret-released", caseId, viewerKey: hex32, secret: box }],
  },
  { name: "SecretStored", schema: SecretStored, examples: [{ ...signed, type: "secret-stored" }] },
  {
    name: "StoreSecret",
    schema: StoreSecret,
    examples: [{ recordingId, technician, auditorSetVersion: 1, secret: box }],
  },
  {
    name: "WardenIdentity",
    schema: WardenIdentity,
    examples: [{ version: 1, wardenId: hex16, signingKey: hex32, sealingKey: hex32 }],
  },
];
