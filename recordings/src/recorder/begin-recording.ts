import { policy, type SessionId } from "@ferndiagnose/protocol";
import { fromHex } from "@ferndiagnose/sealed-recording";
import { type CreatedRecording, createRecording, type SigningKey } from "@ferndiagnose/sealed-recording/node";
import type { Archive } from "../archive/archive.ts";
import { readAuditorSet } from "../auditors/auditor-set.ts";
import type { Ports } from "../ports.ts";
import { proveArchiveWritable } from "./canary.ts";
import { type CreateFile, createFile, type RecordingFile } from "./recording-file.ts";

export interface RecordingPlace {
  archive: Archive;
  auditorSetFile: string;
  recoveryKey: SigningKey;
  reserveBytes: number;
  retentionDays: number;
  createFile?: CreateFile;
}

export interface BegunRecording {
  created: CreatedRecording;
  file: RecordingFile;
  startUs: number;
}

const dayMs = 86_400_000;
/** No session lasts longer than this; it bounds the day of destruction that the header fixes. */
const longestSessionMs = dayMs;

/** The auditors' lock, version of the set in its name: 2 of n (DESIGN section 7). */
function lockName(version: number): string {
  return `auditors-${version}`;
}

/**
 * Gets a recording ready: the archive proves itself, the root key is locked for the auditors and forgotten, header and name are
 * durable. Throws when any of it fails: then there is no session (promise 6).
 */
export async function beginRecording(
  place: RecordingPlace,
  sessionId: SessionId,
  ports: Ports,
): Promise<BegunRecording> {
  const { archive, reserveBytes, retentionDays } = place;
  const create = place.createFile ?? createFile;
  await proveArchiveWritable({ directory: archive.directory, reserveBytes, random: ports.random, createFile: create });
  const set = await readAuditorSet(place.auditorSetFile);
  const createdAtMs = ports.clock.now();
  const startUs = ports.clock.monotonicUs();
  const created = await createRecording({
    sessionId,
    createdAtMs,
    latestDeleteAtMs: createdAtMs + longestSessionMs + policy.RECORDING_RETENTION_DAYS * dayMs,
    retentionDays,
    recoveryKey: place.recoveryKey.publicKey,
    locks: [
      {
        kind: "auditors",
        name: lockName(set.version),
        threshold: set.threshold,
        auditors: set.auditors.map(({ publicKey }) => fromHex(publicKey)),
      },
    ],
    random: ports.random,
  });
  let file: RecordingFile | undefined;
  try {
    file = await create(await archive.prepare(created.header.recordingId));
    await file.append(created.headerBytes);
    await file.sync();
    await archive.syncName(created.header.recordingId);
    return { created, file, startUs };
  } catch (error) {
    created.writer.abandon();
    await file?.close();
    throw error;
  }
}
