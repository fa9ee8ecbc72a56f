import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LeafType } from "@ferndiagnose/protocol";
import { bytesSource, recoverRecording, toHex, verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { amount, figure } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DirectoryBlobStore } from "../../blob-store/directory-blob-store.ts";
import { realPorts } from "../../testing/test-ports.ts";
import type { OpenJournal } from "../../transparency/open-journal.ts";
import { TestJournal } from "../../transparency/testing/test-journal.ts";
import { ArchiveIndex } from "../archive-index.ts";
import { type MadeRecording, RecordingMaker } from "../testing/recording-maker.ts";
import { openKnownRecordings } from "./known-recordings.ts";
import { readLogHeads } from "./log-heads.ts";
import { scrubArchive } from "./scrub-archive.ts";

let site: TestJournal;
let journal: OpenJournal;
let blobs: DirectoryBlobStore;
let maker: RecordingMaker;

beforeEach(async () => {
  site = await TestJournal.create();
  journal = await site.open();
  blobs = new DirectoryBlobStore(site.folder);
  maker = await RecordingMaker.create();
});
afterEach(() => site.remove());

const databaseFile = () => join(site.folder, "recordings.db");

async function scrub() {
  const { findings } = await scrubArchive({ directory: site.folder, databaseFile: databaseFile(), threads: 1 });
  return findings.map(({ recordingId, kind, detail }) => ({ recordingId, kind, detail }));
}

function place({ recordingId }: MadeRecording, bytes: Uint8Array): void {
  mkdirSync(dirname(blobs.pathOf(recordingId)), { recursive: true });
  writeFileSync(blobs.pathOf(recordingId), bytes);
}

/** The last link of the chain behind so many of the pieces that follow the header. */
async function headOf({ pieces }: MadeRecording, seq: number) {
  const verdict = await verifyRecording(bytesSource(Buffer.concat(pieces.slice(0, seq + 1))), { checks: nodeChecks });
  if (verdict.status === "damaged") throw new Error(verdict.what);
  return toHex(verdict.intact.head.hash);
}

function leaf(made: MadeRecording, type: LeafType, details: Record<string, string | number>): Promise<number> {
  const { recordingId } = made;
  return journal.append(type, { recordingId, ...details }, { recordingId });
}

/** Recorded, anchored and ended as the server does it. */
async function record(): Promise<MadeRecording> {
  const made = await maker.make();
  await leaf(made, "opened", { headerHash: await headOf(made, 0), auditorSet: 1, wardens: "" });
  for (const seq of [1, 2]) await leaf(made, "anchor", { seq, hash: await headOf(made, seq) });
  place(made, Buffer.concat(made.pieces));
  await learn();
  // An index and the final frame.
  await leaf(made, "closed", { seq: 5, hash: await headOf(made, 4), deleteAt: 1 });
  return made;
}

function learn() {
  const { recoveryKey } = maker;
  const logged = (recordingId: string) => journal.logged(recordingId);
  return new ArchiveIndex({ blobs, database: site.database, recoveryKey, logged, ...realPorts() }).start();
}

/** Cut behind its first frame, signed by the server's own key, and the database says so. */
async function cut(made: MadeRecording) {
  const bytes = Buffer.concat(made.pieces.slice(0, 2));
  const plan = await recoverRecording(bytesSource(bytes), maker.recoveryKey, { checks: nodeChecks });
  if (plan.outcome !== "recoverable") throw new Error(plan.outcome);
  place(made, Buffer.concat([bytes, plan.frame]));
  const end = { seq: plan.head.seq, hash: toHex(plan.head.hash) };
  await site.database.tables
    .updateTable("recording")
    .set({ state: "recovered", final_seq: end.seq, final_hash: end.hash, bytes: bytes.length + plan.frame.length })
    .where("recording_id", "=", made.recordingId)
    .execute();
  return end;
}

function rowsOf({ recordingId }: MadeRecording, ...types: LeafType[]) {
  return site.database.tables.deleteFrom("leaf").where("recording_id", "=", recordingId).where("type", "in", types);
}

test("what was recorded and ended in order agrees with the log, and so does what is being recorded and what is destroyed", async () => {
  await record();
  const destroyed = await record();
  await blobs.delete(destroyed.recordingId);
  await journal.forget(destroyed.recordingId);
  const values = { state: "destroyed", technician: null } as const;
  await site.database.tables
    .updateTable("recording")
    .set(values)
    .where("recording_id", "=", destroyed.recordingId)
    .execute();
  const open = await maker.make();
  const times = { started_at: 1, latest_delete_at: 2, bytes: 0 };
  const row = { recording_id: open.recordingId, session_id: open.sessionId, state: "open" as const, ...times };
  await site.database.tables.insertInto("recording").values(row).execute();
  place(open, Buffer.concat(open.pieces.slice(0, 3)));
  expect(await scrub()).toEqual([]);
  await leaf(open, "opened", { headerHash: await headOf(open, 0), auditorSet: 1, wardens: "" });
  await leaf(open, "anchor", { seq: 2, hash: await headOf(open, 2) });
  expect(await scrub()).toEqual([]);
  // One that is being recorded and whose file lacks what is in the log already.
  place(open, Buffer.concat(open.pieces.slice(0, 2)));
  expect(await scrub()).toMatchObject([{ recordingId: open.recordingId, kind: "damaged" }]);
});

test("cut, signed again by root and rewritten in the database: the log betrays it", async () => {
  const made = await record();
  const { seq } = await cut(made);
  const { recordingId } = made;
  expect(await scrub()).toMatchObject([
    { recordingId, kind: "damaged", detail: expect.stringMatching(/^frame 2 at byte \d+: anchor_mismatch$/) },
    { recordingId, kind: "contradicted", detail: `log: ended at frame 5, database: at frame ${seq}` },
  ]);
});

test("neither rewriting what is said of the leaves helps, nor another end in the log", async () => {
  const [rewritten, second] = [await record(), await record()];
  const end = await cut(rewritten);
  const { recordingId } = rewritten;
  const details = JSON.stringify({ recordingId, ...end, deleteAt: 1 });
  await rowsOf(rewritten, "anchor").execute();
  await site.database.tables
    .updateTable("leaf")
    .set({ details })
    .where("recording_id", "=", recordingId)
    .where("type", "=", "closed")
    .execute();
  await leaf(second, "recovered", { ...(await cut(second)), deleteAt: 1 });
  const found = await scrub();
  expect(found).toContainEqual({ recordingId, kind: "contradicted", detail: "leaf_altered" });
  expect(found).toContainEqual({ recordingId: second.recordingId, kind: "contradicted", detail: "other_ends" });
  expect(await journal.logged(recordingId)).toMatchObject({ anchors: [], flaw: "leaf_altered" });
  expect(await journal.logged(second.recordingId)).toMatchObject({ flaw: "other_ends" });
});

test("whoever deletes what is said of the leaves leaves leaves that nobody can name", async () => {
  const [all, some] = [await record(), await record()];
  await rowsOf(all, "opened", "anchor", "closed").execute();
  await rowsOf(some, "anchor", "closed").execute();
  await leaf(some, "recovered", { ...(await cut(some)), deleteAt: 1 });
  const found = await scrub();
  expect(found).toContainEqual({ recordingId: all.recordingId, kind: "unlogged", detail: "" });
  expect(found).toContainEqual({
    recordingId: "log",
    kind: "unlogged",
    detail: "2 ends of recordings that nobody can name, 0 destroyed",
  });
});

test("a log whose entries were altered is damaged itself", async () => {
  await record();
  const bundle = join(site.logDirectory, "public/tile/entries/000.p/4");
  const bytes = readFileSync(bundle);
  bytes.write("2", bytes.indexOf('"at":') + 5);
  writeFileSync(bundle, bytes);
  expect(await scrub()).toMatchObject([{ recordingId: "log", kind: "damaged" }]);
});

test("a server that was killed: what the log knows is held against the file, whatever the database says of its end", async () => {
  const made = await record();
  await cut(made);
  const open = { state: "open", final_seq: null, final_hash: null, delete_at: null } as const;
  await site.database.tables.updateTable("recording").set(open).execute();
  expect(await learn()).toMatchObject({ settled: [{ end: undefined, quarantine: "anchor" }] });
});

test("many recordings: a start asks for the open ones only, a scrub reads the log once", {
  timeout: 300_000,
}, async () => {
  const recordings = amount({ quick: 200, long: 10_000 });
  const anchors = 10;
  const ids = Array.from({ length: recordings }, (_, nth) => nth.toString(16).padStart(32, "0"));
  const hash = "0".repeat(64);
  const appends = ids.flatMap((recordingId) => [
    journal.append("opened", { recordingId, headerHash: hash, auditorSet: 1, wardens: "" }, { recordingId }),
    ...Array.from({ length: anchors }, (_, nth) =>
      journal.append("anchor", { recordingId, seq: nth + 1, hash }, { recordingId }),
    ),
  ]);
  await Promise.all(appends);
  const startMs = performance.now();
  for (const recordingId of ids.slice(0, 20)) expect((await journal.logged(recordingId)).anchors).toHaveLength(2);
  figure(`log heads of 20 open recordings among ${recordings}, ms`, Math.round(performance.now() - startMs));
  const known = openKnownRecordings(databaseFile());
  if (!known) throw new Error("There is no database");
  const readMs = performance.now();
  const log = await readLogHeads(join(site.logDirectory, "public"), known);
  figure(
    `log heads of ${recordings} recordings with ${recordings * (anchors + 1)} leaves, ms`,
    Math.round(performance.now() - readMs),
  );
  known.close();
  expect(log?.of(ids[recordings - 1] ?? "")?.anchors.map(({ seq }) => seq)).toEqual([0, anchors]);
  expect(log?.endsUnopened).toBe(0);
});
