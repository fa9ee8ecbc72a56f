import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pseudonym, RecordingId } from "@ferndiagnose/protocol";
import { bytesSource, verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { amount, figure } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import { nodeFileLayer } from "../blob-store/file-layer.ts";
import { FaultyLayer } from "../blob-store/testing/faulty-layer.ts";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { realPorts } from "../testing/test-ports.ts";
import { type LoggedRecording, nothingLogged } from "../transparency/logged-recording.ts";
import { ArchiveIndex, type BeginningRecording } from "./archive-index.ts";
import type { Destruction } from "./start-archive.ts";
import { type MadeRecording, newSessionId, RecordingMaker } from "./testing/recording-maker.ts";

let directory: string;
let blobs: DirectoryBlobStore;
let database: Database;
let maker: RecordingMaker;
let destructions: Destruction[];
let logged: Map<string, LoggedRecording>;
const ports = realPorts();

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "ferndiagnose-index-"));
  blobs = new DirectoryBlobStore(directory);
  database = openSqliteDatabase(join(directory, "recordings.db"));
  await database.migrate();
  maker = await RecordingMaker.create();
  destructions = [];
  logged = new Map();
});
afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true });
});

function index(): ArchiveIndex {
  return new ArchiveIndex({
    blobs,
    database,
    recoveryKey: maker.recoveryKey,
    logged: async (recordingId) => logged.get(recordingId) ?? nothingLogged,
    ...ports,
    destructions: async () => destructions,
  });
}

function place(recordingId: string, ...pieces: Uint8Array[]): void {
  mkdirSync(join(blobs.pathOf(recordingId), ".."), { recursive: true });
  writeFileSync(blobs.pathOf(recordingId), Buffer.concat(pieces));
}

function beginning(made: MadeRecording): BeginningRecording {
  const { recordingId, sessionId, startedAt, latestDeleteAt } = made;
  const technician = Pseudonym.parse("ABCD-EFGH");
  return { recordingId, sessionId, technician, startedAt, latestDeleteAt, auditorSetVersion: 1, wardens: ["ab"] };
}

const rows = () => database.tables.selectFrom("recording").selectAll().orderBy("recording_id").execute();
const nothing = { settled: [], neverBegun: [], destroyedAgain: [], missing: [], changed: [], failed: [] };

test("a recording that began and ended in order is known and left alone", async () => {
  const made = await maker.make();
  await index().begin(beginning(made));
  place(made.recordingId, ...made.pieces);
  const end = { endedAt: 5, deleteAt: 6, finalSeq: 5, finalHash: "00", bytes: Buffer.concat(made.pieces).length };
  await index().end(made.recordingId, end);
  const before = await rows();
  expect(before).toMatchObject([{ state: "complete", technician: "ABCD-EFGH", wardens: '["ab"]', delete_at: 6 }]);
  expect(await index().start()).toEqual(nothing);
  expect(await rows()).toEqual(before);
});

test("every row but technician and wardens is made anew from the files", async () => {
  const [complete, torn, headerOnly] = [await maker.make(), await maker.make(), await maker.make()];
  for (const made of [complete, torn, headerOnly]) await index().begin(beginning(made));
  place(complete.recordingId, ...complete.pieces);
  place(torn.recordingId, ...torn.pieces.slice(0, 3), Buffer.from("FDRF torn"));
  place(headerOnly.recordingId, ...headerOnly.pieces.slice(0, 1));
  const first = await index().start();
  expect(first.settled).toHaveLength(3);
  expect(first.settled.find(({ recordingId }) => recordingId === torn.recordingId)).toMatchObject({
    sessionId: torn.sessionId,
    tornBytes: 9,
    end: { state: "recovered", finalSeq: 3, endedAt: torn.startedAt + 500 },
  });
  const known = await rows();
  await database.tables.deleteFrom("recording").execute();
  expect((await index().start()).settled).toHaveLength(3);
  const forgotten = { technician: null, wardens: null, auditor_set_version: null };
  expect(await rows()).toEqual(known.map((row) => ({ ...row, ...forgotten })));
  expect(await index().start()).toEqual(nothing);
});

test("what never had a durable header keeps its row until its day, and frees its session", async () => {
  const [absent, torn] = [await maker.make(), await maker.make()];
  for (const made of [absent, torn]) await index().begin(beginning(made));
  place(torn.recordingId, (torn.pieces[0] ?? new Uint8Array()).subarray(0, 50));
  const { neverBegun, settled } = await index().start();
  expect(neverBegun).toEqual([absent.recordingId]);
  expect(settled).toMatchObject([{ recordingId: torn.recordingId, end: undefined }]);
  for (const { state, wardens, latest_delete_at } of await rows()) {
    expect({ state, wardens, isDue: latest_delete_at > 0 }).toEqual({
      state: "quarantined",
      wardens: '["ab"]',
      isDue: true,
    });
  }
  expect(await index().start()).toEqual(nothing);
  await index().begin({ ...beginning(absent), recordingId: RecordingId.parse("f".repeat(32)) });
});

test("a recording whose writer failed is recovered while the server runs", async () => {
  const [failed, unbegun] = [await maker.make(), await maker.make()];
  for (const made of [failed, unbegun]) await index().begin(beginning(made));
  place(failed.recordingId, ...failed.pieces.slice(0, 2));
  expect(await index().recover(failed.recordingId)).toMatchObject({ end: { state: "recovered", finalSeq: 2 } });
  expect(await index().recover(unbegun.recordingId)).toBeUndefined();
  expect((await rows()).map(({ state }) => state).sort()).toEqual(["quarantined", "recovered"]);
});

test("a file under another recording's name, and one of two of the same session, do no harm", async () => {
  const sessionId = newSessionId();
  const [one, two, foreign] = [await maker.make({ sessionId }), await maker.make({ sessionId }), await maker.make()];
  place(one.recordingId, ...one.pieces);
  place(two.recordingId, ...two.pieces);
  const name = RecordingId.parse("e".repeat(32));
  place(name, ...foreign.pieces.slice(0, 3));
  expect((await index().start()).settled).toHaveLength(3);
  const states = (await rows()).map(({ recording_id, session_id, state }) => ({ recording_id, session_id, state }));
  expect(states).toContainEqual({ recording_id: name, session_id: null, state: "quarantined" });
  expect(states.filter(({ session_id }) => session_id === sessionId)).toHaveLength(1);
});

test("what is destroyed is deleted again when it comes back, even when the database has forgotten it", async () => {
  const [known, forgotten, unknown] = [await maker.make(), await maker.make(), await maker.make()];
  for (const made of [known, forgotten]) await index().begin(beginning(made));
  for (const made of [known, forgotten, unknown]) place(made.recordingId, ...made.pieces);
  await index().start();
  await database.tables.deleteFrom("recording").where("recording_id", "=", unknown.recordingId).execute();
  const hold = { case_id: null, owner: "o", reason: "r", review_at: 1, placed_at: 1 };
  await database.tables
    .insertInto("hold")
    .values({ recording_id: forgotten.recordingId, ...hold })
    .execute();
  await database.tables
    .updateTable("recording")
    .set({ state: "destroyed", technician: null })
    .where("recording_id", "=", known.recordingId)
    .execute();
  destructions = [forgotten, unknown].map(({ recordingId, sessionId }) => ({ recordingId, sessionId, deleteAt: 9 }));
  await blobs.put(`${known.recordingId}.torn`, new Uint8Array(3));
  const { destroyedAgain, settled } = await index().start();
  expect(destroyedAgain.sort()).toEqual([known, forgotten, unknown].map(({ recordingId }) => recordingId).sort());
  expect(settled).toEqual([]);
  expect(await index().start()).toEqual(nothing);
  expect(await rows()).toMatchObject(
    ["destroyed", "destroyed", "destroyed"].map((state) => ({ state, technician: null })),
  );
  const left: string[] = [];
  for await (const { name } of blobs.list()) left.push(name);
  expect(left).toEqual([]);
});

test("says what is missing and what changed, and leaves both as they are", async () => {
  const [missing, changed] = [await maker.make(), await maker.make()];
  for (const made of [missing, changed]) place(made.recordingId, ...made.pieces);
  await index().start();
  rmSync(blobs.pathOf(missing.recordingId));
  place(changed.recordingId, ...changed.pieces.slice(0, 2));
  const bytes = readFileSync(blobs.pathOf(changed.recordingId));
  const before = await rows();
  expect(await index().start()).toEqual({
    ...nothing,
    missing: [missing.recordingId],
    changed: [changed.recordingId],
  });
  expect(await rows()).toEqual(before);
  expect(readFileSync(blobs.pathOf(changed.recordingId))).toEqual(bytes);
});

test("a tampered file goes to quarantine unchanged, with its header's day of destruction", async () => {
  const made = await maker.make();
  place(made.recordingId, ...made.pieces.slice(0, 4));
  const path = blobs.pathOf(made.recordingId);
  const bytes = readFileSync(path);
  bytes[(made.pieces[0]?.length ?? 0) + 100] = (bytes[(made.pieces[0]?.length ?? 0) + 100] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect(await index().start()).toMatchObject({ settled: [{ end: undefined }], failed: [] });
  expect(readFileSync(path)).toEqual(bytes);
  expect(await rows()).toMatchObject([{ state: "quarantined", latest_delete_at: made.latestDeleteAt }]);
  expect(await index().start()).toEqual(nothing);
});

/** Heads of its chain as the log would have them: of the header and of these frames. */
async function anchorsOf({ pieces }: MadeRecording, ...frames: number[]): Promise<LoggedRecording> {
  const anchors = await Promise.all(
    [0, ...frames].map(async (seq) => {
      const verdict = await verifyRecording(bytesSource(Buffer.concat(pieces.slice(0, seq + 1))), {
        checks: nodeChecks,
      });
      return (verdict.status === "damaged" ? undefined : verdict.intact?.head) ?? expect.unreachable(verdict.status);
    }),
  );
  return { anchors, opened: anchors[0], end: undefined, flaw: undefined };
}

test("a file that ends before an anchor of the log goes to quarantine; one that ends behind it is recovered", async () => {
  const [cut, crashed] = [await maker.make(), await maker.make()];
  for (const made of [cut, crashed]) {
    await index().begin(beginning(made));
    logged.set(made.recordingId, await anchorsOf(made, 2));
  }
  place(cut.recordingId, ...cut.pieces.slice(0, 2));
  place(crashed.recordingId, ...crashed.pieces.slice(0, 3), Buffer.from("FDRF torn"));
  const bytes = readFileSync(blobs.pathOf(cut.recordingId));
  const { settled } = await index().start();
  const of = ({ recordingId }: MadeRecording) => settled.find((facts) => facts.recordingId === recordingId);
  expect(of(cut)).toMatchObject({ end: undefined, quarantine: "anchor" });
  expect(of(crashed)).toMatchObject({ end: { state: "recovered", finalSeq: 3 } });
  expect(readFileSync(blobs.pathOf(cut.recordingId))).toEqual(bytes);
  expect(await index().start()).toEqual(nothing);
});

test("a file that was cut and has an end by the server's own key, or is another one, goes to quarantine all the same", async () => {
  const [signed, other, exchanged] = [await maker.make(), await maker.make(), await maker.make()];
  place(signed.recordingId, ...signed.pieces.slice(0, 2));
  await index().recover(signed.recordingId);
  await index().start();
  for (const made of [signed, exchanged]) {
    await database.tables.deleteFrom("recording").where("recording_id", "=", made.recordingId).execute();
    await index().begin(beginning(made));
  }
  place(exchanged.recordingId, ...exchanged.pieces);
  logged.set(signed.recordingId, await anchorsOf(signed, 2));
  // The log knows another beginning.
  logged.set(exchanged.recordingId, await anchorsOf(other));
  const { settled } = await index().start();
  expect(settled).toHaveLength(2);
  for (const facts of settled) expect(facts).toMatchObject({ end: undefined, quarantine: "anchor" });
});

test("what is said of a recording's leaves is not what the log has: quarantine, by the server that runs as well", async () => {
  const made = await maker.make();
  await index().begin(beginning(made));
  place(made.recordingId, ...made.pieces.slice(0, 4));
  logged.set(made.recordingId, { ...nothingLogged, flaw: "leaf_altered" });
  expect(await index().recover(made.recordingId)).toMatchObject({ end: undefined, quarantine: "leaf_altered" });
});

test("a file that was taken away whole is missing, for ever, and not one that never began", async () => {
  const [taken, young] = [await maker.make(), await maker.make()];
  for (const made of [taken, young]) await index().begin(beginning(made));
  logged.set(taken.recordingId, await anchorsOf(taken, 1));
  logged.set(young.recordingId, await anchorsOf(young));
  expect(await index().start()).toMatchObject({ missing: [taken.recordingId], neverBegun: [young.recordingId] });
  expect(await index().start()).toMatchObject({ missing: [taken.recordingId], neverBegun: [] });
});

test("one unreadable file does not keep the others from their recovery; it is tried again at the next start", async () => {
  const [unreadable, ...others] = await Promise.all(Array.from({ length: 4 }, () => maker.make()));
  if (!unreadable) throw new Error();
  for (const made of [unreadable, ...others]) place(made.recordingId, ...made.pieces.slice(0, 3));
  const sound = blobs;
  const bad = sound.pathOf(unreadable.recordingId);
  blobs = new DirectoryBlobStore(directory, {
    ...nodeFileLayer,
    open: async (path, how) => {
      const file = await nodeFileLayer.open(path, how);
      if (path !== bad) return file;
      return {
        ...file,
        read: () => file.close().then(() => Promise.reject(Object.assign(new Error(), { code: "EIO" }))),
      };
    },
  });
  expect(await index().start()).toMatchObject({ settled: { length: 3 }, failed: [unreadable.recordingId] });
  blobs = sound;
  expect(await index().start()).toMatchObject({ settled: [{ recordingId: unreadable.recordingId }], failed: [] });
});

test("a disk that fails at any call of a recovery: the next start ends in the same bytes", async () => {
  const made = await maker.make();
  const crashed = [...made.pieces.slice(0, 3), Buffer.from("FDRF torn")];
  const files = () =>
    [blobs.pathOf(made.recordingId), blobs.pathOf(`${made.recordingId}.torn`)].map((path) => readFileSync(path, "hex"));
  const sound = blobs;
  place(made.recordingId, ...crashed);
  await index().start();
  const undisturbed = files();
  let calls = Number.POSITIVE_INFINITY;
  for (let nth = 1; nth <= calls; nth++) {
    await sound.delete(made.recordingId);
    await database.tables.deleteFrom("recording").execute();
    place(made.recordingId, ...crashed);
    const layer = new FaultyLayer(nodeFileLayer);
    layer.fault = (call) => (call.nth === nth ? "EIO" : undefined);
    blobs = new DirectoryBlobStore(directory, layer);
    const { failed } = await index().start();
    if (layer.calls.length < nth) calls = nth;
    else expect(failed).toEqual([made.recordingId]);
    blobs = sound;
    expect(await index().start()).toMatchObject({ failed: [], missing: [], changed: [] });
    expect(files()).toEqual(undisturbed);
  }
  expect(calls).toBeGreaterThan(8);
});

test("starts quickly with 10,000 recordings: only unknown and open ones are read", { timeout: 120_000 }, async () => {
  const template = Buffer.concat((await maker.make()).pieces);
  const count = 10_000;
  const ids = Array.from({ length: count }, (_, nth) => createHash("md5").update(`${nth}`).digest("hex"));
  for (const id of ids) place(id, template);
  await database.transaction(async (tables) => {
    for (const id of ids) {
      const times = { started_at: 1, ended_at: 2, delete_at: 3, latest_delete_at: 4, final_seq: 1, final_hash: "00" };
      const row = { recording_id: id, session_id: id, state: "complete" as const, bytes: template.length, ...times };
      await tables.insertInto("recording").values(row).execute();
    }
  });
  const open = await Promise.all(Array.from({ length: 20 }, () => maker.make()));
  for (const made of open) {
    await index().begin(beginning(made));
    place(made.recordingId, ...made.pieces.slice(0, 3));
  }
  const startMs = performance.now();
  const { settled, changed } = await index().start();
  const tookMs = performance.now() - startMs;
  figure("archive: start with 10,000 recordings, 20 of them to recover", `${Math.round(tookMs)} ms`);
  expect(settled).toHaveLength(20);
  expect(changed).toEqual([]);
  expect(tookMs).toBeLessThan(2_000);
});

test("a lost database is made anew from the files", { timeout: 300_000 }, async () => {
  const count = amount({ quick: 100, long: 2_000 });
  for (let made = 0; made < count; made++) {
    const { recordingId, pieces } = await maker.make();
    place(recordingId, ...pieces);
  }
  const startMs = performance.now();
  expect((await index().start()).settled).toHaveLength(count);
  figure(
    "archive: rows made anew from files",
    `${Math.round((1_000 * count) / (performance.now() - startMs))} per second`,
  );
  expect(await index().start()).toEqual(nothing);
});
