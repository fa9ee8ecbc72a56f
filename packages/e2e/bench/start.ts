/**
 * How long a recording server with a large archive takes from its start until its first session is armed, against one with a
 * single recording: the real process with relay, key warden and log. The recordings are one real session's, copied under
 * other numbers.
 */
import { cp, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { RecordingId, SessionId } from "@ferndiagnose/protocol";
import { systemRandom, toHex } from "@ferndiagnose/sealed-recording";
import { median, printFigure, say } from "./figure.ts";
import { randomLetters } from "./random-letters.ts";
import { RecordingServer } from "./recording-server.ts";

const { values } = parseArgs({
  options: { recordings: { type: "string", default: "10000" }, rounds: { type: "string", default: "3" } },
});
const count = Number(values.recordings);
const rounds = Number(values.rounds);

const server = await RecordingServer.start();
try {
  await playSession();
  const alone = await restarts();
  await server.restart(multiply);
  say(`${count} recordings are in the archive`);
  // The first start after the copying settles what the others find settled.
  await playSession();
  printFigure(`start.armed_${count}`, median(await restarts()), "ms", median(alone));
} finally {
  await server.stop();
}

async function restarts(): Promise<number[]> {
  const elapsed: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let beganMs = 0;
    await server.restart(async () => {
      beganMs = performance.now();
    });
    const helloMs = performance.now() - beganMs;
    await playSession(() => elapsed.push(performance.now() - beganMs));
    say(`hello after ${helloMs.toFixed(0)} ms, armed after ${elapsed.at(-1)?.toFixed(0)} ms`);
  }
  return elapsed;
}

async function playSession(onArmed: () => void = () => undefined): Promise<void> {
  const sessionId = newSessionId();
  await server.arm(sessionId, () => undefined);
  onArmed();
  await server.end(sessionId);
}

/** Copies a recording's row and file until there are enough. */
async function multiply(): Promise<void> {
  const database = new DatabaseSync(path.join(server.archive, "recordings.db"));
  const row = database.prepare("select * from recording where state = 'complete' limit 1").get();
  if (row === undefined) throw new Error("There is no complete recording to copy");
  const id = String(row["recording_id"]);
  const files = await readdir(server.archive, { recursive: true });
  const file = files.find((name) => name.endsWith(`${id}.fdr`));
  if (file === undefined) throw new Error("The recording has no file");
  const columns = Object.keys(row);
  const insert = database.prepare(
    `insert into recording (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
  );
  database.exec("begin");
  for (let nth = 1; nth < count; nth++) {
    const recording_id = RecordingId.parse(toHex(systemRandom(16)));
    insert.run(...Object.values({ ...row, recording_id, session_id: newSessionId() }));
    const copy = path.join(server.archive, placeOf(file, id, recording_id));
    await mkdir(path.dirname(copy), { recursive: true });
    await cp(path.join(server.archive, file), copy);
  }
  database.exec("commit");
  database.close();
}

/** The folder carries the beginning of the number. */
function placeOf(file: string, id: string, copyId: string): string {
  const group = path.basename(path.dirname(file));
  const folder = id.startsWith(group) ? copyId.slice(0, group.length) : group;
  return path.join(path.dirname(path.dirname(file)), folder, `${copyId}.fdr`);
}

function newSessionId(): SessionId {
  return SessionId.parse(randomLetters(20));
}
