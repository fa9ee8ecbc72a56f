import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SessionId } from "@ferndiagnose/protocol";
import { fromHex, recoverRecording, toHex } from "@ferndiagnose/sealed-recording";
import { nodeChecks, signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { type ChildProgram, freePort } from "@ferndiagnose/testkit";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import { scrubCommand } from "../command-line/scrub.ts";
import { verifyCommand } from "../command-line/verify.ts";
import { ScriptedPortal } from "../testing/scripted-portal.ts";
import { serverReady, startServerProgram } from "../testing/server-program.ts";
import { TestSite } from "../testing/test-site.ts";

const [cut, sealed, untouched] = ["a", "b", "c"].map((digit) => SessionId.parse(digit.repeat(20))) as [
  SessionId,
  SessionId,
  SessionId,
];
let site: TestSite;
let portal: ScriptedPortal;
let server: ChildProgram | undefined;

beforeEach(async () => {
  site = await TestSite.create();
  portal = await ScriptedPortal.listen();
});
afterEach(async () => {
  await server?.stop();
  await portal.close();
  await site.remove();
});

async function start(port: number): Promise<ChildProgram> {
  const started = await startServerProgram(site, portal.url, port);
  server = started;
  await serverReady(port);
  return started;
}

function idOf(sessionId: SessionId): string {
  const armed = portal.toldOf(sessionId).find((message) => message.type === "armed");
  if (armed?.type !== "armed") throw new Error("This session was not armed");
  return armed.recordingId;
}

function inDatabase<Result>(use: (database: BetterSqlite3.Database) => Result): Result {
  const database = new BetterSqlite3(join(site.archiveDirectory, "recordings.db"));
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** The number of the newest frame that the log has an anchor of. */
function anchoredSeq(recordingId: string): number {
  const query =
    "select max(json_extract(details, '$.seq')) as seq from leaf where type = 'anchor' and recording_id = ?";
  return inDatabase((database) => database.prepare<[string], { seq: number | null }>(query).get(recordingId))?.seq ?? 0;
}

function stateOf(recordingId: string): string | undefined {
  const query = "select state from recording where recording_id = ?";
  return inDatabase((database) => database.prepare<[string], { state: string }>(query).get(recordingId))?.state;
}

/** Cuts the file at the edge behind its first frame, as whoever wants to get rid of the rest would do. */
function cutBehindFirstFrame(recordingId: string): void {
  const path = site.pathOf(recordingId);
  const bytes = readFileSync(path);
  const header = 12 + bytes.readUInt32BE(8) + 64;
  truncateSync(path, header + 88 + bytes.readUInt32BE(header + 12) + 64);
}

/** Gives a file its end with the server's own key, and the database the row that belongs to it: root can do both. */
async function signAgain(recordingId: string): Promise<void> {
  const { seed } = JSON.parse(readFileSync(join(site.archiveDirectory, "recovery-key.json"), "utf8"));
  const blob = await new DirectoryBlobStore(site.archiveDirectory).open(recordingId);
  const plan = await recoverRecording(blob, signingKeyFromSeed(fromHex(seed)), { checks: nodeChecks });
  await blob.close();
  if (plan.outcome !== "recoverable") throw new Error(`The cut file is ${plan.outcome}`);
  const path = site.pathOf(recordingId);
  const bytes = Buffer.concat([readFileSync(path).subarray(0, plan.cutAt), plan.frame]);
  writeFileSync(path, bytes);
  const { seq, hash } = plan.head;
  const columns = "state = 'recovered', final_seq = ?, final_hash = ?, delete_at = ?, bytes = ?";
  inDatabase((database) =>
    database
      .prepare(`update recording set ${columns} where recording_id = ?`)
      .run(seq, toHex(hash), plan.deleteAtMs, bytes.length, recordingId),
  );
}

async function scrub() {
  const lines: string[] = [];
  const options = { archive: site.archiveDirectory, database: undefined, threads: 1, json: false };
  const exitCode = await scrubCommand({ ...options, progress: () => undefined }, (line) => lines.push(line));
  return { exitCode, lines };
}

async function verify(sessionId: SessionId) {
  const lines: string[] = [];
  const options = { file: site.pathOf(idOf(sessionId)), anchors: [], receipt: undefined, data: site.archiveDirectory };
  const exitCode = await verifyCommand(options, (line) => lines.push(line));
  return { exitCode, text: lines.join("\n") };
}

test("a file that was cut below what the log knows of it: never recovered, and never sound", {
  timeout: 600_000,
}, async () => {
  const port = await freePort();
  const first = await start(port);
  const sessions = [cut, sealed, untouched];
  for (const sessionId of sessions) await portal.arm(sessionId);
  for (const sessionId of sessions) {
    await expect.poll(() => portal.typesOf(sessionId), { timeout: 60_000 }).toEqual(["armed"]);
  }
  const beat = (sessionId: SessionId) =>
    portal.messages.some(
      (message) => message.type === "heartbeat" && message.sessionId === sessionId && message.heartbeat.frameSeq > 0,
    );
  for (const sessionId of sessions) await expect.poll(() => beat(sessionId), { timeout: 60_000 }).toBe(true);
  // Something to record after the first frame.
  for (const sessionId of sessions) {
    portal.sayEvent(sessionId, { type: "rights_requested", at: Date.now(), actor: "technician", request: "control" });
  }
  for (const sessionId of sessions) {
    await expect.poll(() => anchoredSeq(idOf(sessionId)), { timeout: 60_000 }).toBeGreaterThan(1);
  }
  portal.sayEvent(sealed, { type: "ended", at: Date.now(), actor: "customer", reason: "customer_off" });
  await expect.poll(() => stateOf(idOf(sealed)), { timeout: 60_000 }).toBe("complete");
  const closedLeaf = "select leaf_index from leaf where type = 'closed' and recording_id = ?";
  await expect
    .poll(() => inDatabase((all) => all.prepare(closedLeaf).get(idOf(sealed))), { timeout: 60_000 })
    .toBeDefined();
  expect(await scrub()).toMatchObject({ exitCode: 0 });
  expect(await verify(sealed)).toMatchObject({ exitCode: 0 });

  first.signal("SIGKILL");
  await first.exited;
  cutBehindFirstFrame(idOf(cut));
  const cutBytes = readFileSync(site.pathOf(idOf(cut)));
  const second = await start(port);
  expect(stateOf(idOf(cut))).toBe("quarantined");
  expect(stateOf(idOf(untouched))).toBe("recovered");
  expect(readFileSync(site.pathOf(idOf(cut))).equals(cutBytes)).toBe(true);
  expect(portal.toldOf(cut).map(({ type }) => type)).not.toContain("sealed");
  const alarm = second.lines.find((line) => line.includes('"recording.quarantined"'));
  expect(JSON.parse(alarm ?? "{}")).toMatchObject({ recordingId: idOf(cut), reason: "anchor" });
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toMatch(/^ferndiagnose_recordings_quarantined_total 1$/m);
  expect(metrics).toMatch(/^ferndiagnose_recordings_recovered_total 1$/m);

  cutBehindFirstFrame(idOf(sealed));
  await signAgain(idOf(sealed));
  const { exitCode, lines } = await scrub();
  expect(exitCode).toBe(1);
  const linesOf = (sessionId: SessionId) => lines.filter((line) => line.startsWith(idOf(sessionId))).join("\n");
  expect(linesOf(cut)).toMatch(/damaged.*anchor_missing.*\n.*in quarantine/);
  expect(linesOf(sealed)).toMatch(/damaged.*anchor_m/);
  expect(linesOf(sealed)).toMatch(/log/);
  expect(linesOf(untouched)).toMatch(/recovered after a crash/);
  expect(await verify(sealed)).toMatchObject({ exitCode: 1, text: expect.stringContaining("known to have") });
  expect(await verify(untouched)).toMatchObject({ exitCode: 2 });
});
