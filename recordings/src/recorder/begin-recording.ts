import { type Pseudonym, policy, RecordingId, type SealedBox, SessionId } from "@ferndiagnose/protocol";
import { type AuditorSet, toHex } from "@ferndiagnose/sealed-recording";
import { type CreatedRecording, createRecording, type SigningKey } from "@ferndiagnose/sealed-recording/node";
import { codeOf } from "@ferndiagnose/server";
import type { ArchiveIndex, BeginningRecording } from "../archive/archive-index.ts";
import type { AuditorRegistry } from "../auditors/auditor-registry.ts";
import type { AppendBlob, BlobStore } from "../blob-store/blob-store.ts";
import type { IntakeKey } from "../intake/intake-key.ts";
import type { Ports } from "../ports.ts";
import type { Journal } from "../transparency/journal.ts";
import type { Wardens } from "../wardens/wardens.ts";
import type { Orphans } from "./orphans.ts";
import { type MissingPart, needing, RefusedToArm } from "./refused-to-arm.ts";
import type { SaneClock } from "./sane-clock.ts";

/** Everything that a recording cannot do without. */
export interface RecordingPlace {
  archive: ArchiveIndex;
  blobs: BlobStore;
  journal: Journal;
  /** No session without a witness that has confirmed that the log knows of it. */
  needsWitness: boolean;
  wardens: Wardens;
  auditors: AuditorRegistry;
  intake: IntakeKey;
  clock: SaneClock;
  /** Throws unless the disk has room for this session beside those that run, and gives back what is written to it. */
  proveDisk: () => Promise<void>;
  orphans: Orphans;
  /** What is known to be missing already. */
  missing: () => readonly MissingPart[];
  recoveryKey: SigningKey;
  retentionDays: number;
}

export interface RecordingRequest {
  sessionId: SessionId;
  technician: Pseudonym;
  complaintCode: SealedBox;
}

export interface BegunRecording {
  created: CreatedRecording;
  file: AppendBlob;
  createdAtMs: number;
  startUs: number;
}

const dayMs = 86_400_000;
/** No session lasts longer than this; it bounds the day of destruction that the header fixes. */
const longestSessionMs = dayMs;

/**
 * Gets a recording ready (promise 6). Every part proves itself, the root key is locked and forgotten, every key warden has the shred
 * secret, header and name are durable, and the log knows of it. Throws `RefusedToArm` with the missing part's code when any of it fails;
 * then there is no session, and nothing is left of this recording.
 */
export async function beginRecording(
  place: RecordingPlace,
  { sessionId, technician, complaintCode }: RecordingRequest,
  ports: Ports,
): Promise<BegunRecording> {
  const [missing] = place.missing();
  if (missing) throw new RefusedToArm(missing);
  const [createdAtMs, auditors, code] = await Promise.all([
    needing("recorder_clock_wrong", () => place.clock.now()),
    needing("recorder_auditors_missing", () => place.auditors.current()),
    place.intake.open(sessionId, complaintCode),
    needing("recorder_disk_failed", place.proveDisk),
  ]);
  const startUs = ports.clock.monotonicUs();
  const secret = ports.random(32);
  try {
    const created = await createRecording({
      sessionId,
      createdAtMs,
      latestDeleteAtMs: createdAtMs + longestSessionMs + policy.RECORDING_RETENTION_DAYS * dayMs,
      retentionDays: place.retentionDays,
      recoveryKey: place.recoveryKey.publicKey,
      auditors,
      shredSecret: secret,
      complaintCode: code,
      random: ports.random,
    });
    const file = await makeDurable(place, { created, secret, technician, auditors });
    return { created, file, createdAtMs, startUs };
  } finally {
    secret.fill(0);
  }
}

interface NewRecording {
  created: CreatedRecording;
  secret: Uint8Array;
  technician: Pseudonym;
  auditors: AuditorSet;
}

async function makeDurable(place: RecordingPlace, recording: NewRecording): Promise<AppendBlob> {
  const { created, auditors, secret, technician } = recording;
  const { header } = created;
  const recordingId = RecordingId.parse(header.recordingId);
  const beginning = {
    recordingId,
    sessionId: SessionId.parse(header.sessionId),
    technician,
    startedAt: header.createdAtMs,
    latestDeleteAt: header.latestDeleteAtMs,
    auditorSetVersion: auditors.version,
    wardens: place.wardens.identities.map(({ wardenId }) => wardenId),
  };
  await needing("recorder_disk_failed", () => place.archive.begin(beginning));
  const steps = [
    needing("recorder_disk_failed", () => writeHeader(place.blobs, created)),
    needing("recorder_warden_missing", () => place.wardens.store({ ...beginning, secret })),
  ] as const;
  try {
    const [file] = await Promise.all(steps);
    await needing("recorder_log_missing", () => logOpened(place.journal, recording, beginning));
    if (place.needsWitness) await assertWitnessed(place.journal);
    return file;
  } catch (error) {
    if (codeOf((error as Error).cause) === "auditor_set_unknown") place.auditors.submitAgain();
    created.writer.abandon();
    // Nothing may be taken away while it is still being put there.
    const [file] = await Promise.allSettled(steps);
    if (file.status === "fulfilled") await file.value.close();
    await place.orphans.remove(recordingId);
    throw error;
  }
}

async function writeHeader(blobs: BlobStore, { header, headerBytes }: CreatedRecording): Promise<AppendBlob> {
  const file = await blobs.create(header.recordingId);
  try {
    await file.append(headerBytes);
    await file.sync();
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function logOpened(
  journal: Journal,
  { created, auditors }: NewRecording,
  { recordingId, wardens }: BeginningRecording,
): Promise<void> {
  const headerHash = toHex(created.writer.head.hash);
  const details = { recordingId, headerHash, auditorSet: auditors.version, wardens: wardens.join(" ") };
  await journal.append("opened", details, { recordingId });
}

async function assertWitnessed(journal: Journal): Promise<void> {
  const witnessedAt = await needing("recorder_witness_missing", () => journal.witnessedAt());
  if (witnessedAt === undefined || journal.problem !== undefined) throw new RefusedToArm("recorder_witness_missing");
}
