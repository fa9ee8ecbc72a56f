import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SessionId } from "@ferndiagnose/protocol";
import { amount, figure } from "@ferndiagnose/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FileLayer, nodeFileLayer } from "../blob-store/file-layer.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { createRecordings, type Recordings } from "../recordings.ts";
import { ScriptedPortal } from "../testing/scripted-portal.ts";
import { makeAuditorSet } from "../testing/test-auditors.ts";
import { realPorts, type TestLog } from "../testing/test-ports.ts";
import { TestSite } from "../testing/test-site.ts";

/** One part that can be taken away from a running server, and given back. */
interface Part {
  code: string;
  take(): Promise<void> | void;
  giveBack(): Promise<void> | void;
}

let site: TestSite;
let portal: ScriptedPortal;
let recordings: Recordings;
let log: TestLog;
let clockJumpMs = 0;
let disk: { freeBytes?: number; isBroken?: boolean } = {};
let sessions = 0;

const files: FileLayer = {
  ...nodeFileLayer,
  freeBytes: async (directory) => disk.freeBytes ?? nodeFileLayer.freeBytes(directory),
  open: async (path, how) => {
    if (disk.isBroken && how === "create") throw Object.assign(new Error("injected"), { code: "EIO" });
    return nodeFileLayer.open(path, how);
  },
};

const parts: Record<string, Part> = {
  clock: {
    code: "recorder_clock_wrong",
    take: () => jump(-3_600_000),
    giveBack: () => jump(0),
  },
  "room on the disk": {
    code: "recorder_disk_full",
    take: () => changeDisk({ freeBytes: 1_000 }),
    giveBack: () => changeDisk({}),
  },
  disk: {
    code: "recorder_disk_failed",
    take: () => changeDisk({ isBroken: true }),
    giveBack: () => changeDisk({}),
  },
  "auditor set": {
    code: "recorder_auditors_missing",
    take: () => rename(site.auditorSetFile, `${site.auditorSetFile}.away`),
    giveBack: () => rename(`${site.auditorSetFile}.away`, site.auditorSetFile),
  },
  "key warden": {
    code: "recorder_warden_missing",
    take: () => site.wardens[1]?.kill(),
    giveBack: () => site.wardens[1]?.restart(),
  },
  witness: {
    code: "recorder_witness_missing",
    take: () => site.witness?.server.close(),
    giveBack: () => site.startWitness(),
  },
};

function jump(ms: number): void {
  clockJumpMs = ms;
}

function changeDisk(to: typeof disk): void {
  disk = to;
}

beforeAll(async () => {
  site = await TestSite.create({ wardens: 2, hasWitness: true });
  portal = await ScriptedPortal.listen();
  const ports = realPorts();
  log = ports.log;
  const { clock } = ports;
  const moved = { ...clock, now: () => clock.now() + clockJumpMs };
  const options = { ...site.options(portal.url), reserveBytesPerSession: 1_000_000 };
  recordings = createRecordings({ ...ports, clock: moved }, options, { files });
  await recordings.start();
}, 60_000);

afterAll(async () => {
  await recordings.stop();
  await portal.close();
  await site.remove();
});

beforeEach(() => expect.poll(() => recordings.missing, { timeout: 30_000 }).toEqual([]));

function nextSession(): SessionId {
  return SessionId.parse(
    (sessions++).toString(3).replaceAll("0", "x").replaceAll("1", "y").replaceAll("2", "z").padStart(20, "a"),
  );
}

async function answerTo(sessionId: SessionId): Promise<{ type: string; code?: string }> {
  await portal.arm(sessionId);
  await expect.poll(() => portal.typesOf(sessionId).length, { timeout: 20_000 }).toBe(1);
  const [answer] = portal.toldOf(sessionId);
  if (!answer) throw new Error("Nothing was told");
  return answer;
}

async function recordingFiles(): Promise<string[]> {
  const names = await readdir(site.archiveDirectory, { recursive: true });
  return names.filter((name) => name.includes(".fdr"));
}

test("with everything there a session is armed, and quickly", async () => {
  const durations: number[] = [];
  for (let round = 0; round < 5; round++) {
    const sessionId = nextSession();
    const startedMs = performance.now();
    expect((await answerTo(sessionId)).type).toBe("armed");
    durations.push(performance.now() - startedMs);
    portal.sayEvent(sessionId, { type: "ended", at: Date.now(), actor: "customer", reason: "customer_off" });
    await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toContain("receipt");
  }
  durations.sort((first, second) => first - second);
  figure("arm with two wardens and a witness", `median ${Math.round(durations[2] ?? 0)} ms of 5`);
});

/** Until the server has noticed what was given back, it may go on naming that; no session begins meanwhile. */
async function expectRefused(missing: string): Promise<void> {
  const answers: string[] = [];
  const code = async () => {
    const answer = await answerTo(nextSession());
    answers.push(answer.type);
    return answer.code;
  };
  await expect.poll(code, { timeout: 60_000, interval: 500 }).toBe(parts[missing]?.code);
  expect([...new Set(answers)]).toEqual(["arm_refused"]);
}

const names = Object.keys(parts);
const singles = names.map((name) => [name]);
const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other]));
// Room and health of the same disk are one switch.
const possible = pairs.filter((pair) => !(pair.includes("disk") && pair.includes("room on the disk")));
const missing = [...singles, ...possible.slice(0, amount({ quick: 3, long: possible.length }))];

describe.each(missing.map((taken) => ({ taken, title: taken.join(" and ") })))("without $title", ({ taken }) => {
  const away = new Set<string>();
  const take = async (name: string) => {
    away.add(name);
    await parts[name]?.take();
  };
  const giveBack = async (name: string) => {
    if (away.delete(name)) await parts[name]?.giveBack();
  };
  afterEach(async () => {
    for (const name of taken) await giveBack(name);
  }, 60_000);

  test("no session, a missing part named, nothing left behind; that one back, the other is named", {
    timeout: 120_000,
  }, async () => {
    const before = await recordingFiles();
    for (const name of taken) await take(name);
    const sessionId = nextSession();
    const answer = await answerTo(sessionId);
    expect(answer.type).toBe("arm_refused");
    expect(taken.map((name) => parts[name]?.code)).toContain(answer.code);
    const line = log.lines.findLast(({ message }) => message === "recording.not_ready");
    expect(line?.fields).toMatchObject({ sessionId, code: answer.code });
    const named = taken.find((name) => parts[name]?.code === answer.code);
    const other = taken.find((name) => name !== named);
    if (named !== undefined && other !== undefined) {
      await giveBack(named);
      await expectRefused(other);
    }
    await parts["disk"]?.giveBack();
    await expect.poll(recordingFiles, { timeout: 20_000 }).toEqual(before);
    expect(recordings.sessions).toBe(0);
  });
});

function orphanOf(nth: number): string {
  const removed = log.lines.filter(({ message }) => message === "orphan.removed");
  return String(removed[nth]?.fields["recordingId"]);
}

test("a disk that is nearly full ends what runs, in order and by its name", async () => {
  const sessionId = nextSession();
  expect((await answerTo(sessionId)).type).toBe("armed");
  await expect.poll(() => portal.statusOf(sessionId)?.state).toBe("recording");
  changeDisk({ freeBytes: 900_000 });
  await expect
    .poll(() => portal.typesOf(sessionId), { timeout: 20_000 })
    .toEqual(["armed", "ended", "sealed", "receipt"]);
  expect(portal.toldOf(sessionId)[1]).toMatchObject({ reason: "recorder_disk_full" });
  await expect.poll(() => portal.statusOf(sessionId)?.state).toBe("locked");
  changeDisk({});
});

test("an auditor set that its predecessor has not signed is none", async () => {
  const good = await readFile(site.auditorSetFile, "utf8");
  await writeFile(site.auditorSetFile, JSON.stringify(await makeAuditorSet(site.auditors.slice(1))));
  expect(await answerTo(nextSession())).toMatchObject({ code: "recorder_auditors_missing" });
  await writeFile(site.auditorSetFile, good);
});

test("a code sealed for another session arms nothing", async () => {
  const sessionId = nextSession();
  await portal.arm(sessionId);
  await expect.poll(() => portal.typesOf(sessionId)).toEqual(["armed"]);
  const other = nextSession();
  portal.rearm(sessionId, other);
  await expect.poll(() => portal.typesOf(other), { timeout: 20_000 }).toEqual(["arm_refused"]);
  expect(portal.toldOf(other)[0]).toMatchObject({ code: "complaint_code_unreadable" });
  portal.sayEvent(sessionId, { type: "ended", at: Date.now(), actor: "customer", reason: "customer_off" });
  await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toContain("receipt");
});

test("a warden that stops in the middle of arming: refused, its file is gone, and the other warden lets go of the secret", {
  timeout: 90_000,
}, async () => {
  const before = await recordingFiles();
  const removed = () => log.messages.filter((message) => message === "orphan.removed").length;
  const removedBefore = removed();
  site.wardens[1]?.signal("SIGSTOP");
  const sessionId = nextSession();
  expect(await answerTo(sessionId)).toMatchObject({ type: "arm_refused", code: "recorder_warden_missing" });
  await expect.poll(recordingFiles).toEqual(before);
  site.wardens[1]?.signal("SIGCONT");
  await expect.poll(removed, { timeout: 60_000 }).toBeGreaterThan(removedBefore);
  const database = openSqliteDatabase(join(site.archiveDirectory, "recordings.db"));
  const recordingId = orphanOf(removedBefore);
  for (const table of ["recording", "leaf"] as const) {
    const rows = await database.tables.selectFrom(table).where("recording_id", "=", recordingId).selectAll().execute();
    expect(rows).toEqual([]);
  }
  await database.close();
});
