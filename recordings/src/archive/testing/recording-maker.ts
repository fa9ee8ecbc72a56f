import { randomBytes } from "node:crypto";
import { RecordingId, SessionId } from "@ferndiagnose/protocol";
import { type AuditorSet, generateAuditorKey, RecordBatch, RecordKind, toHex } from "@ferndiagnose/sealed-recording";
import {
  type CreatedRecording,
  createRecording,
  type SigningKey,
  signingKeyFromSeed,
} from "@ferndiagnose/sealed-recording/node";

const dayMs = 86_400_000;
const random = (length: number) => new Uint8Array(randomBytes(length));

/** A sealed recording as bytes, whole or without its end. */
export interface MadeRecording {
  recordingId: RecordingId;
  sessionId: SessionId;
  startedAt: number;
  latestDeleteAt: number;
  /** The header, each data frame, and the end. */
  pieces: Uint8Array[];
}

export function newSessionId(): SessionId {
  const digits = "abcdefghijklmnopqrstuvwxyz234567";
  return SessionId.parse(Array.from(random(20), (byte) => digits[byte & 31]).join(""));
}

/** Makes real recordings, locked for real auditors and signed by real keys. */
export class RecordingMaker {
  readonly recoveryKey: SigningKey;
  readonly #auditors: AuditorSet;

  private constructor(recoverySeed: Uint8Array, auditors: AuditorSet) {
    this.recoveryKey = signingKeyFromSeed(recoverySeed);
    this.#auditors = auditors;
  }

  static async create(recoverySeed: Uint8Array = random(32)): Promise<RecordingMaker> {
    const keys = await Promise.all([1, 2, 3].map(() => generateAuditorKey(random)));
    return new RecordingMaker(recoverySeed, {
      format: "ferndiagnose-auditor-set",
      version: 1,
      previous: null,
      thresholds: { complaint: 2, breakGlass: 3 },
      auditors: keys.map(({ keyId, publicKey, signingKey }, index) => ({
        keyId,
        publicKey: toHex(publicKey),
        signingKey: toHex(signingKey),
        person: "abcdefg".padEnd(8, "234"[index]),
        external: index === 0,
        technicianPseudonyms: [],
      })),
      signatures: [],
    });
  }

  begin(options: { sessionId?: SessionId; startedAt?: number } = {}): Promise<CreatedRecording> {
    const createdAtMs = options.startedAt ?? Date.now();
    return createRecording({
      sessionId: options.sessionId ?? newSessionId(),
      createdAtMs,
      latestDeleteAtMs: createdAtMs + 91 * dayMs,
      retentionDays: 90,
      recoveryKey: this.recoveryKey.publicKey,
      auditors: this.#auditors,
      shredSecret: random(32),
      complaintCode: "0".repeat(20),
      random,
    });
  }

  async make(
    options: { sessionId?: SessionId; startedAt?: number; frames?: number; payloadBytes?: number } = {},
  ): Promise<MadeRecording> {
    const { header, headerBytes, writer } = await this.begin(options);
    const { createdAtMs, latestDeleteAtMs } = header;
    const pieces = [headerBytes];
    const { frames = 3, payloadBytes = 100 } = options;
    for (let frame = 0; frame < frames; frame++) {
      const monoMs = 500 * frame;
      const sealed = writer.seal(batchOf(monoMs * 1_000, payloadBytes), { utcMs: createdAtMs + monoMs, monoMs });
      pieces.push(Buffer.concat(sealed));
    }
    const monoMs = 500 * frames;
    pieces.push(writer.finish({ utcMs: createdAtMs + monoMs, monoMs, reason: "customer_off" }).bytes);
    return {
      recordingId: RecordingId.parse(header.recordingId),
      sessionId: SessionId.parse(header.sessionId),
      startedAt: createdAtMs,
      latestDeleteAt: latestDeleteAtMs,
      pieces,
    };
  }
}

export function batchOf(timeUs: number, payloadBytes: number): Uint8Array {
  const batch = new RecordBatch();
  batch.append(timeUs, RecordKind.rtpFromCustomer, random(payloadBytes));
  return batch.take();
}
