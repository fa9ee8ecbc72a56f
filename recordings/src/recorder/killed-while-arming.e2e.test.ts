import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { amount, type ChildProgram, figure, freePort } from "@ferndiagnose/testkit";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newSessionId } from "../archive/testing/recording-maker.ts";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import { ScriptedPortal } from "../testing/scripted-portal.ts";
import { serverReady, startServerProgram } from "../testing/server-program.ts";
import { realPorts } from "../testing/test-ports.ts";
import { TestSite } from "../testing/test-site.ts";
import { createWardens } from "../wardens/wardens.ts";

const kills = amount({ quick: 3, long: 200 });
/** As many as the server takes at a time. */
const sessionsAtOnce = 4;
/** Arming takes about as long; a kill may also come after it. */
const longestMs = 400;

interface Row {
  recordingId: string;
  state: string;
  bytes: number;
}

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

function rows(): Row[] {
  const database = new BetterSqlite3(join(site.archiveDirectory, "recordings.db"), { readonly: true });
  try {
    return database.prepare<[], Row>("select recording_id as recordingId, state, bytes from recording").all();
  } finally {
    database.close();
  }
}

async function files(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of new DirectoryBlobStore(site.archiveDirectory).list()) names.push(name);
  return names;
}

/** A crash between making the file and writing its header: too short a moment to be hit by chance. */
function leaveEmptyFile(): void {
  const recordingId = "e".repeat(32);
  const database = new BetterSqlite3(join(site.archiveDirectory, "recordings.db"));
  const columns = "recording_id, session_id, state, started_at, latest_delete_at, bytes";
  database
    .prepare(`insert into recording (${columns}) values (?, ?, 'open', ?, ?, 0)`)
    .run(recordingId, newSessionId(), Date.now(), Date.now() + 91 * 86_400_000);
  database.close();
  mkdirSync(dirname(site.pathOf(recordingId)), { recursive: true });
  writeFileSync(site.pathOf(recordingId), "");
}

test("kill -9 between row, header, secret and leaf: what never began is gone with its secret, what began is recovered", {
  timeout: 3_600_000,
}, async () => {
  const port = await freePort();
  const wardens = createWardens(
    { ...realPorts(), consistency: () => Promise.reject(new Error("Only asks")) },
    { wardens: site.wardens.map(({ address }) => address) },
  );
  let running = await start(port);
  const outcomes = { begun: 0, recovered: 0, gone: 0 };
  for (let kill = 0; kill < kills; kill++) {
    const before = new Set(rows().map(({ recordingId }) => recordingId));
    for (let nth = 0; nth < sessionsAtOnce; nth++) await portal.arm(newSessionId());
    await sleep(randomInt(0, longestMs));
    running.signal("SIGKILL");
    await running.exited;
    if (kill === 0) leaveEmptyFile();
    const begun = rows().filter(({ recordingId }) => !before.has(recordingId));
    running = await start(port);
    const left = () =>
      rows().filter(({ state, bytes }) => state === "open" || (state === "quarantined" && bytes === 0));
    await expect.poll(left, { timeout: 120_000 }).toEqual([]);
    const after = new Map(rows().map((row) => [row.recordingId, row]));
    for (const { recordingId } of begun) {
      outcomes.begun++;
      if (after.has(recordingId)) {
        outcomes.recovered++;
        expect((await site.verify(recordingId)).status).toBe("recovered");
        expect(after.get(recordingId)?.state).toBe("recovered");
      } else {
        outcomes.gone++;
        const states = async () => (await wardens.states(recordingId)).map(({ state }) => state);
        await expect.poll(states, { timeout: 60_000 }).toEqual(["destroyed"]);
      }
    }
    expect(new Set((await files()).map((name) => name.slice(0, 32)))).toEqual(new Set(after.keys()));
  }
  const { begun, recovered, gone } = outcomes;
  figure(
    "kill -9 while arming",
    `${kills} kills, ${begun} recordings begun: ${recovered} recovered, ${gone} gone with their secrets`,
  );
});
