import type { LeafDetails, LeafType, LogProof } from "@ferndiagnose/protocol";
import { TestLog } from "@ferndiagnose/testkit";
import type { About, CaseJournal } from "../../cases/case-parts.ts";
import type { Database } from "../../database/database.ts";

/** A journal over a log in memory, with the side table in the real database. */
export class LogJournal implements CaseJournal {
  readonly log: TestLog;
  readonly #database: Database;

  private constructor(log: TestLog, database: Database) {
    this.log = log;
    this.#database = database;
  }

  static async create(now: () => number, database: Database): Promise<LogJournal> {
    return new LogJournal(await TestLog.create(now), database);
  }

  async append(type: LeafType, details: LeafDetails, about: About = {}): Promise<number> {
    const index = await this.log.append(type, details);
    const { leaf, salt } = await this.log.proofOf(index);
    await this.#database.tables
      .insertInto("leaf")
      .values({
        leaf_index: index,
        recording_id: about.recordingId ?? null,
        case_id: about.caseId ?? null,
        type,
        at: leaf.at,
        salt,
        details: JSON.stringify(details),
      })
      .execute();
    return index;
  }

  proofOf(index: number): Promise<LogProof> {
    return this.log.proofOf(index);
  }

  async indexOf(type: LeafType, about: About): Promise<number | undefined> {
    let query = this.#database.tables.selectFrom("leaf").select("leaf_index").where("type", "=", type);
    if (about.recordingId !== undefined) query = query.where("recording_id", "=", about.recordingId);
    if (about.caseId !== undefined) query = query.where("case_id", "=", about.caseId);
    return (await query.orderBy("leaf_index", "desc").executeTakeFirst())?.leaf_index;
  }

  /** What the log was told, in order. */
  async types(): Promise<LeafType[]> {
    const rows = await this.#database.tables.selectFrom("leaf").select("type").orderBy("leaf_index").execute();
    return rows.map(({ type }) => type);
  }
}
