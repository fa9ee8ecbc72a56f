/**
 * One purger as a process of its own, for tests that kill it: `purging-program.ts FOLDER AHEAD_MS SEED`. Says when it begins, destroys
 * what is due in the fixture's folder, and says that it is done.
 */

import { join } from "node:path";
import { signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { systemClock } from "@ferndiagnose/server";
import { DirectoryBlobStore } from "../../blob-store/directory-blob-store.ts";
import { openSqliteDatabase } from "../../database/sqlite-database.ts";
import { TestLog, testRandom } from "../../testing/test-ports.ts";
import { certificateTrust } from "../certificate-trust.ts";
import { Retention, retentionFiles } from "../retention.ts";
import { SmallJournal } from "./small-journal.ts";
import { clientOf, SmallWarden } from "./small-warden.ts";

const [folder = "", aheadMs = "0", seed = ""] = process.argv.slice(2);
const now = () => Date.now() + Number(aheadMs);
const archive = join(folder, "archive");
const database = openSqliteDatabase(join(archive, "recordings.db"));
const journal = await SmallJournal.open(join(folder, "log.db"), database, now);
const small = ["one", "two"].map((name) => new SmallWarden(name, join(folder, `warden-${name}`), journal.trust, now));
const recoveryKey = signingKeyFromSeed(Buffer.from(seed, "hex"));
const identities = small.map(({ identity }) => ({ version: 1 as const, sealingKey: "0".repeat(64), ...identity }));
const log = { origin: journal.trust.origin, publicKey: journal.trust.logKey };
const { certificates, statusFile } = retentionFiles(archive);
const errors = new TestLog();
const retention = new Retention({
  ...{ database, journal, recoveryKey, certificates, statusFile, random: testRandom, log: errors },
  blobs: new DirectoryBlobStore(archive),
  wardens: clientOf(small),
  trust: certificateTrust({ recoveryKey, wardens: { identities }, journal: log, witnesses: [], quorum: 0 }),
  isIndependent: () => true,
  clock: { ...systemClock, now },
});
process.stdout.write("begun\n");
await retention.start();
// The start may have stopped waiting for its own sweep.
await retention.sweep();
const report = await retention.sweep();
await retention.stop();
const isDone = report !== undefined && report.due === report.held && report.waiting.length === 0;
process.stdout.write(isDone ? "done\n" : `left ${JSON.stringify(report?.waiting ?? errors.lines)}\n`);
journal.close();
await database.close();
