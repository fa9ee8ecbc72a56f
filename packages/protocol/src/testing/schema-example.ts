import type { z } from "zod";

/** Valid messages of one schema. Of a discriminated union at least one of each variant. */
export type SchemaExample = {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly examples: readonly unknown[];
  /** Paths of fields that may be missing. */
  readonly optional?: readonly string[];
  /** Mutants (by their description) that are valid after all. */
  readonly valid?: readonly string[];
  /** False where a message carries bytes and therefore never travels as JSON. */
  readonly json?: false;
};

export const sample = {
  sessionId: "abcdefghij234567abcd",
  recordingId: "0123456789abcdef0123456789abcdef",
  viewerId: "abcdef234567",
  key: "0123456",
  token: "A".repeat(43),
  checkCode: "0042",
  textVersion: "2025-01-31.1",
  candidate: { candidate: "candidate:1 1 UDP 1 127.0.0.1 9 typ host", mid: "0" },
  sdp: "v=0\r\n",
  iceServer: { urls: ["turn:turn.example:3478"], username: "name", credential: "secret" },
  rights: { view: { kind: "screen", number: 1, of: 2 }, control: true },
  problem: { type: "urn:example", title: "Title", status: 429, code: "too_many_attempts", retryAfterSeconds: 3 },
  heartbeat: {
    recordingId: "0123456789abcdef0123456789abcdef",
    beat: 0,
    frameSeq: 0,
    headHash: "0".repeat(64),
    lagMs: 0,
    monoMs: 0,
    signature: "A".repeat(86),
  },
  intakeKey: "0".repeat(64),
  proof: "0".repeat(64),
  box: { enc: "0".repeat(64), ciphertext: "0".repeat(72) },
  receipt: {
    receipt: {
      version: 1,
      sessionId: "abcdefghij234567abcd",
      recordingId: "0123456789abcdef0123456789abcdef",
      organisation: "Example",
      technician: "ABCD-2345",
      startedAt: 1,
      endedAt: 2,
      endReason: "customer_f11",
      rights: [{ rights: { view: { kind: "screen", number: 1, of: 2 }, control: true }, fromMs: 0, untilMs: 1 }],
      finalSeq: 1,
      finalHash: "0".repeat(64),
      deleteAt: 3,
      log: "log.example/1",
    },
    recordingKey: "AA",
    signature: "A".repeat(86),
  },
  status: {
    sessionId: "abcdefghij234567abcd",
    state: "destroyed",
    deleteAt: 1,
    destroyedAt: 1,
    openings: [{ at: 1, kind: "complaint", caseId: "abcdefgh23456777" }],
  },
} as const;

const { sessionId, token, checkCode, textVersion } = sample;

/** What an operator need not say of itself, below a path. */
export const operatorOptions = (path = ""): readonly string[] =>
  ["contact", "dataProtectionContact", "supervisoryAuthority"].map((field) => path + field);

export const invitation = {
  sessionId,
  resumeToken: token,
  checkCode,
  technicianName: "Technician 7",
  organisation: "Example",
  contact: "Example Street 1, Example Town",
  dataProtectionContact: "privacy@operator.example",
  supervisoryAuthority: "Example Authority",
  termsVersion: textVersion,
  privacyVersion: textVersion,
  retentionDays: 90,
} as const;
