/**
 * A purger in a process of its own: `node claiming-program.ts DATABASE`. Reads numbers of recordings, one a line, decides that they go,
 * and writes what came of it.
 */
import { createInterface } from "node:readline";
import { RecordingId } from "@ferndiagnose/protocol";
import { openSqliteDatabase } from "../../database/sqlite-database.ts";
import { PurgeTable } from "../../retention/purge-table.ts";

const [path = ""] = process.argv.slice(2);
const purges = new PurgeTable(openSqliteDatabase(path), "other");
const facts = { sessionId: null, deleteAt: 3, finalHash: "0".repeat(64), wardens: null, objects: [], bytes: 1 };
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const claimed = await purges.claim(RecordingId.parse(line), facts, 4);
  process.stdout.write(`${line} ${typeof claimed === "string" ? claimed : claimed.step}\n`);
}
