/**
 * Appends leaves in groups and kills itself: `killed-program.ts FOLDER STEP` at this step of writing, `killed-program.ts FOLDER` never
 * (its parent does). Prints `durable INDEX SEQ` for every leaf that was acknowledged, and `done STEPS` at the end.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  directoryFiles,
  type LogFiles,
  loadSigner,
  TransparencyLog,
  takeWriter,
} from "@ferndiagnose/transparency-log/node";
import type { Database } from "../../database/database.ts";
import { openSqliteDatabase } from "../../database/sqlite-database.ts";
import { realPorts } from "../../testing/test-ports.ts";
import { catchUp } from "../catch-up.ts";
import { LeafTable } from "../leaf-table.ts";
import { ServerJournal } from "../server-journal.ts";
import { WitnessRounds } from "../witness-rounds.ts";
import { testOrigin } from "./test-origin.ts";

const [folder = "", killAt] = process.argv.slice(2);
const groups = killAt === undefined ? 1_000_000 : 4;
let steps = 0;

function step(): void {
  if (String(steps) === killAt) process.kill(process.pid, "SIGKILL");
  steps += 1;
}

const { clock, random, log: logger } = realPorts();
const directory = join(folder, "log");
const signer = await loadSigner({ path: join(directory, "log-key.json"), kind: "log", name: testOrigin, random });
const place = join(directory, "public");
mkdirSync(place, { recursive: true });
const writer = await takeWriter(place, randomBytes(16).toString("hex"));
const log = await TransparencyLog.openFiles(stepping(directoryFiles(place)), writer, { signer });
const database = openSqliteDatabase(join(folder, "recordings.db"));
await database.migrate();
const table = new LeafTable(steppingDatabase(database));
await catchUp(log, table);
const policy = { witnesses: [], quorum: 0 };
const rounds = await WitnessRounds.start({ log, policy, clock, logger });
const journal = new ServerJournal({ log, table, rounds, policy, clock, random });

for (let group = 0; group < groups; group++) {
  const seqs = Array.from({ length: 1 + ((group * 7) % 60) }, (_, at) => log.head.size + at);
  await Promise.all(
    seqs.map(async (seq) => {
      const index = await journal.append("anchor", { seq }, { recordingId: "00".repeat(16) });
      tell(`durable ${index} ${seq}`);
    }),
  );
}
await journal.close();
tell(`done ${steps}`);

/** A pipe is written to at once, however slowly its reader reads. */
function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stepping(files: LogFiles): LogFiles {
  const before =
    <Arguments extends unknown[], Result>(work: (...args: Arguments) => Promise<Result>) =>
    async (...args: Arguments): Promise<Result> => {
      step();
      return work(...args);
    };
  return {
    read: (path) => files.read(path),
    list: (path) => files.list(path),
    makeDirectory: before((path: string) => files.makeDirectory(path)),
    create: before((path: string, bytes: Uint8Array) => files.create(path, bytes)),
    sync: before((path: string) => files.sync(path)),
    syncDirectory: before((path: string) => files.syncDirectory(path)),
    rename: before((from: string, to: string) => files.rename(from, to)),
    remove: before((path: string) => files.remove(path)),
  };
}

function steppingDatabase(inner: Database): Database {
  return {
    ...inner,
    transaction: async (work) => {
      step();
      const result = await inner.transaction(async (tables) => {
        const made = await work(tables);
        // Written, and not yet committed.
        step();
        return made;
      });
      step();
      return result;
    },
  };
}
