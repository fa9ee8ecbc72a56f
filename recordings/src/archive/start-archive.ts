import { RecordingId, type SessionId } from "@ferndiagnose/protocol";
import type { RecoverySigner } from "@ferndiagnose/sealed-recording";
import type { Kysely } from "kysely";
import { companionOf, parseBlobName } from "../blob-store/blob-name.ts";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Database } from "../database/database.ts";
import type { RecordingState, Tables } from "../database/tables.ts";
import type { Clock, Log } from "../ports.ts";
import type { LoggedRecording } from "../transparency/logged-recording.ts";
import { type RecordingFacts, settledColumns, settleRecording } from "./recording-facts.ts";

export interface ArchiveParts {
  blobs: BlobStore;
  database: Database;
  /** Signs the ends that crashes have left out. */
  recoveryKey: RecoverySigner;
  /** What the transparency log knows of a recording. */
  logged: (recordingId: RecordingId) => Promise<LoggedRecording>;
  clock: Clock;
  log: Log;
  /** What is destroyed for ever, as certificates say that survive the loss of the database. */
  destructions?: () => Promise<readonly Destruction[]>;
}

export interface Destruction {
  recordingId: RecordingId;
  sessionId: SessionId | null;
  deleteAt: number;
}

export interface ArchiveStart {
  /** Whose end was not known: recovered just now, in quarantine since now, or ended without the table having learned of it. */
  settled: RecordingFacts[];
  /** Begun, but never with a durable header. */
  neverBegun: RecordingId[];
  /** Came back, from a backup for example, and were deleted again. */
  destroyedAgain: RecordingId[];
  /** Known to the table, but their files are gone. */
  missing: RecordingId[];
  /** Their files are not as long as they were when they ended. */
  changed: RecordingId[];
  /** Could not even be read or written; tried again at the next start. */
  failed: RecordingId[];
}

interface Known {
  state: RecordingState;
  bytes: number;
}

interface Found {
  /** Undefined when only companions are there. */
  bytes: number | undefined;
  companions: string[];
}

type Change = (tables: Kysely<Tables>) => Promise<unknown>;

/** Rows are written this many at a time. */
const batch = 500;
/** Files are read this many at a time. */
const parallel = 8;

/**
 * Brings files and table together. Files that are known and ended are not opened, so the time hardly grows with the archive. One
 * bad file does not keep the others from their recovery.
 */
export async function startArchive(parts: ArchiveParts): Promise<ArchiveStart> {
  const { blobs, database, log } = parts;
  const result: ArchiveStart = {
    settled: [],
    neverBegun: [],
    destroyedAgain: [],
    missing: [],
    changed: [],
    failed: [],
  };
  const found = await findAll(blobs);
  const known = await knownRecordings(parts);
  for (const destruction of (await parts.destructions?.()) ?? []) {
    if (known.get(destruction.recordingId)?.state === "destroyed") continue;
    await database.transaction((tables) => applyDestruction(tables, destruction));
    known.set(destruction.recordingId, { state: "destroyed", bytes: 0 });
  }
  const changes: Change[] = [];
  const flush = async () => {
    const due = changes.splice(0);
    if (due.length === 0) return;
    await database.transaction(async (tables) => {
      for (const change of due) await change(tables);
    });
  };
  const work = [...new Set([...known.keys(), ...found.keys()])];
  const judgeNext = async () => {
    for (let recordingId = work.pop(); recordingId; recordingId = work.pop()) {
      try {
        const change = await judge(parts, recordingId, known.get(recordingId), found.get(recordingId), result);
        if (change) changes.push(change);
      } catch (error) {
        result.failed.push(recordingId);
        log.error(
          { recordingId, code: (error as NodeJS.ErrnoException).code ?? "internal" },
          "recording.not_recovered",
        );
      }
      if (changes.length >= batch) await flush();
    }
  };
  await Promise.all(Array.from({ length: parallel }, judgeNext));
  await flush();
  return result;
}

async function findAll(blobs: BlobStore): Promise<Map<RecordingId, Found>> {
  const found = new Map<RecordingId, Found>();
  for await (const { name, bytes } of blobs.list()) {
    const parsed = parseBlobName(name);
    const recordingId = RecordingId.parse(parsed.recordingId);
    const entry = found.get(recordingId) ?? { bytes: undefined, companions: [] };
    if (parsed.companion === undefined) entry.bytes = bytes;
    else entry.companions.push(parsed.companion);
    found.set(recordingId, entry);
  }
  return found;
}

async function knownRecordings({ database }: ArchiveParts): Promise<Map<RecordingId, Known>> {
  const rows = await database.tables.selectFrom("recording").select(["recording_id", "state", "bytes"]).execute();
  return new Map(rows.map(({ recording_id, state, bytes }) => [recording_id as RecordingId, { state, bytes }]));
}

/** What to do with one recording; gives the change of its row. */
async function judge(
  parts: ArchiveParts,
  recordingId: RecordingId,
  known: Known | undefined,
  found: Found | undefined,
  result: ArchiveStart,
): Promise<Change | undefined> {
  const { blobs, log } = parts;
  if (found?.companions.includes("canary")) await blobs.delete(companionOf(recordingId, "canary"));
  if (known?.state === "destroyed") {
    if (!found) return undefined;
    await blobs.delete(recordingId);
    result.destroyedAgain.push(recordingId);
    log.error({ recordingId }, "recording.destroyed_again");
    return undefined;
  }
  // Whoever destroys it goes on by itself.
  if (known?.state === "shredding") return undefined;
  if (found?.bytes === undefined) return known && (await judgeMissing(parts, recordingId, known, result));
  if (known && known.state !== "open") {
    if (known.bytes === found.bytes) return undefined;
    result.changed.push(recordingId);
    log.error({ recordingId }, "recording.changed");
    return undefined;
  }
  const facts = await settleRecording(blobs, recordingId, {
    signer: parts.recoveryKey,
    nowMs: parts.clock.now(),
    logged: await parts.logged(recordingId),
  });
  result.settled.push(facts);
  note(parts, facts);
  return (tables) => (known ? update(tables, facts) : insert(tables, facts));
}

async function judgeMissing(
  { log, logged }: ArchiveParts,
  recordingId: RecordingId,
  known: Known,
  result: ArchiveStart,
): Promise<Change | undefined> {
  const hasNoFrames = known.state === "open" || (known.state === "quarantined" && known.bytes === 0);
  // The log knows of frames: it did begin, and somebody has taken its file away.
  const isLost = !hasNoFrames || hasFrames(await logged(recordingId));
  if (known.state === "open" && !isLost) {
    result.neverBegun.push(recordingId);
    log.warn({ recordingId }, "recording.never_begun");
    return (tables) =>
      tables
        .updateTable("recording")
        .set({ state: "quarantined", session_id: null, bytes: 0 })
        .where("recording_id", "=", recordingId)
        .execute();
  }
  // A recording that never had a file misses none.
  if (known.bytes === 0 && !isLost) return undefined;
  result.missing.push(recordingId);
  log.error({ recordingId }, "recording.missing");
  if (known.state !== "open") return undefined;
  return (tables) =>
    tables.updateTable("recording").set({ state: "quarantined" }).where("recording_id", "=", recordingId).execute();
}

function hasFrames({ anchors, flaw }: LoggedRecording): boolean {
  return flaw !== undefined || anchors.some(({ seq }) => seq > 0);
}

function note({ log }: ArchiveParts, { recordingId, end, tornBytes, quarantine }: RecordingFacts): void {
  if (!end) log.error({ recordingId, reason: quarantine }, "recording.quarantined");
  else if (tornBytes === undefined) log.info({ recordingId }, "recording.found");
  else log.info({ recordingId, tornBytes }, "recording.recovered");
}

function update(tables: Kysely<Tables>, facts: RecordingFacts): Promise<unknown> {
  return tables
    .updateTable("recording")
    .set(settledColumns(facts))
    .where("recording_id", "=", facts.recordingId)
    .execute();
}

async function insert(tables: Kysely<Tables>, facts: RecordingFacts): Promise<void> {
  // One session, two recordings: the second, whichever it is, stands there without it.
  const { sessionId } = facts;
  const twin =
    sessionId && (await tables.selectFrom("recording").select("bytes").where("session_id", "=", sessionId).execute());
  await tables
    .insertInto("recording")
    .values({
      recording_id: facts.recordingId,
      session_id: twin && twin.length > 0 ? null : sessionId,
      started_at: facts.startedAt,
      latest_delete_at: facts.latestDeleteAt,
      ...settledColumns(facts),
    })
    .execute();
}

/** The database forgot that a recording is gone: it is an older one, or a new one. A hold of then has ended with it. */
async function applyDestruction(tables: Kysely<Tables>, destruction: Destruction): Promise<void> {
  const { recordingId, sessionId, deleteAt } = destruction;
  await tables
    .updateTable("hold")
    .set({ ended_at: deleteAt })
    .where("recording_id", "=", recordingId)
    .where("ended_at", "is", null)
    .execute();
  const { numUpdatedRows } = await tables
    .updateTable("recording")
    .set({ state: "destroyed", technician: null })
    .where("recording_id", "=", recordingId)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) return;
  await tables
    .insertInto("recording")
    .values({
      recording_id: recordingId,
      session_id: sessionId,
      state: "destroyed",
      started_at: deleteAt,
      delete_at: deleteAt,
      latest_delete_at: deleteAt,
      bytes: 0,
    })
    .execute();
}
