import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogTrust } from "@ferndiagnose/transparency-log";
import type { Database } from "../../database/database.ts";
import { openSqliteDatabase } from "../../database/sqlite-database.ts";
import { realPorts, type TestLog } from "../../testing/test-ports.ts";
import { loadLogKey, type OpenJournal, openJournal } from "../open-journal.ts";
import type { WitnessPolicy } from "../witness-rounds.ts";
import { testOrigin } from "./test-origin.ts";

/** A real journal, log and database in a folder of its own. */
export class TestJournal {
  readonly folder: string;
  readonly log: TestLog;
  readonly #ports = realPorts();
  #opened: { journal: OpenJournal; database: Database } | undefined;

  static async create(): Promise<TestJournal> {
    return new TestJournal(await mkdtemp(join(tmpdir(), "journal-")));
  }

  private constructor(folder: string) {
    this.folder = folder;
    this.log = this.#ports.log;
  }

  get journal(): OpenJournal {
    if (this.#opened === undefined) throw new Error("The journal is not open");
    return this.#opened.journal;
  }

  get database(): Database {
    if (this.#opened === undefined) throw new Error("The journal is not open");
    return this.#opened.database;
  }

  get logDirectory(): string {
    return join(this.folder, "log");
  }

  key(): Promise<string> {
    return loadLogKey({ directory: this.logDirectory, origin: testOrigin, random: this.#ports.random });
  }

  async trust(policy: WitnessPolicy = { witnesses: [], quorum: 0 }): Promise<LogTrust> {
    return { origin: testOrigin, logKey: await this.key(), ...policy };
  }

  async open(policy: WitnessPolicy = { witnesses: [], quorum: 0 }): Promise<OpenJournal> {
    const database = openSqliteDatabase(join(this.folder, "recordings.db"));
    await database.migrate();
    try {
      const options = { ...this.#ports, ...policy, directory: this.logDirectory, origin: testOrigin, database };
      this.#opened = { journal: await openJournal(options), database };
    } catch (error) {
      await database.close();
      throw error;
    }
    return this.#opened.journal;
  }

  async close(): Promise<void> {
    await this.#opened?.journal.close();
    await this.#opened?.database.close();
    this.#opened = undefined;
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true });
  }
}
