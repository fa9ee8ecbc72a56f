import { rename } from "node:fs/promises";
import { join } from "node:path";
import { SessionId } from "@ferndiagnose/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import type { Clock } from "../ports.ts";
import { createRecordings, type Recordings } from "../recordings.ts";
import { ScriptedPortal } from "../testing/scripted-portal.ts";
import { realPorts } from "../testing/test-ports.ts";
import { TestSite } from "../testing/test-site.ts";

const first = SessionId.parse("a".repeat(20));
const second = SessionId.parse("b".repeat(20));
let site: TestSite;
let portal: ScriptedPortal;
let recordings: Recordings | undefined;

beforeEach(async () => {
  site = await TestSite.create();
  portal = await ScriptedPortal.listen();
});
afterEach(async () => {
  await recordings?.stop();
  await portal.close();
  await site.remove();
});

/** Runs faster than the machine's: what takes 20 seconds takes 6. Deadlines come as much sooner. */
function hasty(clock: Clock): Clock {
  const factor = 3;
  return {
    now: () => clock.now(),
    monotonicUs: () => clock.monotonicUs() * factor,
    setTimer: (delayMs, run) => clock.setTimer(delayMs / factor, run),
  };
}

async function start(): Promise<void> {
  const ports = realPorts();
  recordings = createRecordings({ ...ports, clock: hasty(ports.clock) }, site.options(portal.url));
  await recordings.start();
  await expect.poll(() => recordings?.missing, { timeout: 20_000 }).toEqual([]);
}

function told(sessionId: SessionId) {
  return expect.poll(() => portal.typesOf(sessionId), { timeout: 30_000 });
}

async function leavesOf(recordingId: string): Promise<string[]> {
  const database = openSqliteDatabase(join(site.archiveDirectory, "recordings.db"));
  const { tables } = database;
  const rows = await tables.selectFrom("leaf").select("type").where("recording_id", "=", recordingId).execute();
  await database.close();
  return rows.map(({ type }) => type);
}

test("a log that cannot be written ends what runs, sealed and with a receipt, and begins nothing; the next start settles what is owed", {
  timeout: 90_000,
}, async () => {
  await start();
  await portal.arm(first);
  await told(first).toEqual(["armed"]);
  const armed = portal.toldOf(first)[0];
  const recordingId = armed?.type === "armed" ? armed.recordingId : "";
  const log = join(site.archiveDirectory, "log", "public");
  await expect.poll(() => leavesOf(recordingId), { timeout: 20_000 }).toContain("anchor");
  await rename(log, `${log}.away`);

  await told(first).toEqual(["armed", "ended", "sealed", "receipt"]);
  expect(portal.toldOf(first)[1]).toMatchObject({ type: "ended", reason: "recording_not_durable" });
  expect((await site.verify(recordingId)).status).toBe("complete");
  await portal.arm(second);
  await told(second).toEqual(["arm_refused"]);
  expect(portal.toldOf(second)[0]).toMatchObject({ code: "recorder_log_missing" });

  // It stays closed to this process, whatever becomes of the disk.
  await rename(`${log}.away`, log);
  expect(recordings?.missing).toContain("recorder_log_missing");
  await recordings?.stop();
  await start();
  expect(await leavesOf(recordingId)).toContain("closed");
  expect(portal.statusOf(first)?.state).toBe("locked");
});
