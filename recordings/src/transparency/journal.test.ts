import { statSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { LogProof } from "@ferndiagnose/protocol";
import { fromHex, parseCheckpoint, parseNote, verifyConsistency, verifyLogProof } from "@ferndiagnose/transparency-log";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestJournal } from "./testing/test-journal.ts";

let place: TestJournal;
beforeEach(async () => {
  place = await TestJournal.create();
});
afterEach(() => place.remove());

const recordingId = "00112233445566778899aabbccddeeff";
const other = "ffeeddccbbaa99887766554433221100";
const anchor = (seq: number) => ({ recordingId, seq, hash: "ab".repeat(32) });

test("a leaf appended is durable, found and proven; what the proof shows cannot be altered", async () => {
  const journal = await place.open();
  expect(journal.isReady).toBe(true);
  const index = await journal.append("anchor", anchor(1), { recordingId });
  expect(index).toBe(0);
  const proof = await journal.proofOf(index);
  expect(LogProof.parse(proof)).toEqual(proof);
  expect(proof).toMatchObject({ index: 0, leaf: { type: "anchor" }, details: anchor(1) });
  const trust = await place.trust();
  expect(await verifyLogProof(proof, trust)).toMatchObject({ size: 1, witnesses: [] });
  const altered = { ...proof, details: { ...proof.details, seq: 2 } };
  await expect(verifyLogProof(altered, trust)).rejects.toMatchObject({ code: "commitment_wrong" });
  const late = { ...proof, leaf: { ...proof.leaf, at: proof.leaf.at + 1 } };
  await expect(verifyLogProof(late, trust)).rejects.toMatchObject({ code: "inclusion_invalid" });
  expect(statSync(join(place.logDirectory, "log-key.json")).mode & 0o777).toBe(0o600);
});

test("many appends at once get the places they are told, across a restart too", async () => {
  let journal = await place.open();
  const seqs = Array.from({ length: 600 }, (_, seq) => seq);
  const indexes = await Promise.all(seqs.map((seq) => journal.append("anchor", anchor(seq), { recordingId })));
  expect([...indexes].sort((a, b) => a - b)).toEqual(seqs);
  await place.close();
  journal = await place.open();
  const trust = await place.trust();
  for (const seq of [0, 1, 255, 256, 599]) {
    const proof = await journal.proofOf(indexes[seq] as number);
    expect(proof.details).toEqual(anchor(seq));
    await verifyLogProof(proof, trust);
  }
  expect(await journal.append("closed", { recordingId }, { recordingId })).toBe(600);
});

test("the newest leaf of a kind is found by recording and case; forgetting leaves leaves that say nothing", async () => {
  const journal = await place.open();
  const caseId = "abcdefghijklmnop";
  await journal.append("hold", { recordingId }, { recordingId });
  await journal.append("hold", { recordingId }, { recordingId });
  await journal.append("case", { caseId, recordingId }, { caseId, recordingId });
  await journal.append("hold", { recordingId: other }, { recordingId: other });
  expect(await journal.indexOf("hold", { recordingId })).toBe(1);
  expect(await journal.indexOf("case", { caseId })).toBe(2);
  expect(await journal.indexOf("case", { caseId, recordingId: other })).toBeUndefined();
  await journal.forget(recordingId);
  for (const index of [0, 1, 2]) {
    await expect(journal.proofOf(index)).rejects.toMatchObject({ code: "leaf_forgotten" });
  }
  expect(await journal.indexOf("hold", { recordingId })).toBeUndefined();
  await verifyLogProof(await journal.proofOf(3), await place.trust());
  await expect(journal.proofOf(4)).rejects.toMatchObject({ code: "leaf_forgotten" });
  await place.close();
  expect(await (await place.open()).append("hold", { recordingId }, { recordingId })).toBe(4);
});

test("consistency between two sizes leads from checkpoint to checkpoint", async () => {
  const journal = await place.open();
  await journal.append("anchor", anchor(1), { recordingId });
  const head = async (index: number) => parseCheckpoint(parseNote((await journal.proofOf(index)).checkpoint).text);
  const old = await head(0);
  for (let seq = 2; seq < 8; seq++) await journal.append("anchor", anchor(seq), { recordingId });
  const next = await head(6);
  const proof = (await journal.consistency(1, 7)).map(fromHex);
  await verifyConsistency({ old, next, proof });
});

test("rows beyond the log's end are appended at the start: after a crash in between, and over an older copy of the log", async () => {
  let journal = await place.open();
  await journal.append("anchor", anchor(1), { recordingId });
  await place.close();
  const copy = join(place.folder, "older");
  await cp(place.logDirectory, copy, { recursive: true });
  journal = await place.open();
  for (let seq = 2; seq < 60; seq++) await journal.append("anchor", anchor(seq), { recordingId });
  const before = await journal.proofOf(58);
  await place.close();
  await rm(place.logDirectory, { recursive: true });
  await cp(copy, place.logDirectory, { recursive: true });
  journal = await place.open();
  expect(place.log.lines).toContainEqual({ message: "transparency.caught_up", fields: { leaves: 58 } });
  const after = await journal.proofOf(58);
  expect(after.checkpoint).toBe(before.checkpoint);
  expect(after).toEqual(before);
});

test("a log older than the table with a gap, or another log's table, is refused", async () => {
  const copy = join(place.folder, "older");
  let journal = await place.open();
  await journal.append("anchor", anchor(1), { recordingId: other });
  await place.close();
  await cp(place.logDirectory, copy, { recursive: true });
  journal = await place.open();
  await journal.append("anchor", anchor(2), { recordingId });
  await journal.append("anchor", anchor(3), { recordingId: other });
  await journal.forget(recordingId);
  await place.close();
  await rm(place.logDirectory, { recursive: true });
  await cp(copy, place.logDirectory, { recursive: true });
  await expect(place.open()).rejects.toMatchObject({ code: "log_damaged" });
  await rm(place.logDirectory, { recursive: true });
  const foreign = await TestJournal.create();
  await (await foreign.open()).append("anchor", anchor(9), { recordingId });
  await foreign.close();
  await cp(foreign.logDirectory, place.logDirectory, { recursive: true });
  await foreign.remove();
  await expect(place.open()).rejects.toMatchObject({ code: "log_damaged" });
});

test("serves checkpoint, tiles and entries, and nothing else", async () => {
  const journal = await place.open();
  await journal.append("anchor", anchor(1), { recordingId });
  const entries = await journal.resource("tile/entries/000.p/1");
  const text = Buffer.from(entries?.body.subarray(2) ?? []).toString();
  expect(JSON.parse(text)).toEqual((await journal.proofOf(0)).leaf);
  expect(text).not.toContain(recordingId);
  expect(entries?.headers["cache-control"]).toContain("immutable");
  expect((await journal.resource("checkpoint"))?.headers["content-type"]).toContain("text/plain");
  for (const path of ["head", "../log-key.json", "writer.json", "tile/1/000.p/1", ""]) {
    expect(await journal.resource(path)).toBeUndefined();
  }
});
