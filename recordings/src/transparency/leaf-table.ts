import { LeafDetails, type LeafType } from "@ferndiagnose/protocol";
import type { Database } from "../database/database.ts";
import type { About } from "./journal.ts";

/** What a leaf commits to, and for whom. */
export interface LeafRow {
  readonly index: number;
  readonly type: LeafType;
  readonly at: number;
  /** 32 bytes, hexadecimal. */
  readonly salt: string;
  readonly details: LeafDetails;
  readonly about: About;
}

/** The deletable side table of the log. The database overwrites what is deleted. */
export class LeafTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Durable, all or none, when it resolves. */
  async insert(rows: readonly LeafRow[]): Promise<void> {
    const values = rows.map(({ index, type, at, salt, details, about }) => ({
      leaf_index: index,
      recording_id: about.recordingId ?? null,
      case_id: about.caseId ?? null,
      type,
      at,
      salt,
      details: JSON.stringify(details),
    }));
    await this.#database.transaction((tables) => tables.insertInto("leaf").values(values).execute());
  }

  async find(index: number): Promise<LeafRow | undefined> {
    const [row] = await this.#from(index).limit(1).execute();
    return row?.leaf_index === index ? toRow(row) : undefined;
  }

  /** The last row below this index. */
  async lastBelow(index: number): Promise<LeafRow | undefined> {
    const row = await this.#database.tables
      .selectFrom("leaf")
      .selectAll()
      .where("leaf_index", "<", index)
      .orderBy("leaf_index", "desc")
      .limit(1)
      .executeTakeFirst();
    return row && toRow(row);
  }

  /** Rows from this index on, in order. */
  async from(index: number): Promise<LeafRow[]> {
    return (await this.#from(index).execute()).map(toRow);
  }

  /** The newest below `size`; rows beyond it are of leaves that are only being appended. */
  async newest(type: LeafType, { recordingId, caseId }: About, size: number): Promise<number | undefined> {
    let query = this.#database.tables
      .selectFrom("leaf")
      .select("leaf_index")
      .where("type", "=", type)
      .where("leaf_index", "<", size);
    if (recordingId !== undefined) query = query.where("recording_id", "=", recordingId);
    if (caseId !== undefined) query = query.where("case_id", "=", caseId);
    return (await query.orderBy("leaf_index", "desc").limit(1).executeTakeFirst())?.leaf_index;
  }

  /** Rows of these types about a recording that the log of this size has, in order. */
  async about(recordingId: string, types: readonly LeafType[], size: number): Promise<LeafRow[]> {
    const rows = await this.#from(0)
      .where("recording_id", "=", recordingId)
      .where("type", "in", types)
      .where("leaf_index", "<", size)
      .execute();
    return rows.map(toRow);
  }

  async forget(recordingId: string, size: number): Promise<void> {
    await this.#database.transaction((tables) =>
      tables.deleteFrom("leaf").where("recording_id", "=", recordingId).where("leaf_index", "<", size).execute(),
    );
  }

  #from(index: number) {
    return this.#database.tables
      .selectFrom("leaf")
      .selectAll()
      .where("leaf_index", ">=", index)
      .orderBy("leaf_index", "asc");
  }
}

export type StoredRow = {
  leaf_index: number;
  recording_id: string | null;
  case_id: string | null;
  type: LeafType;
  at: number;
  salt: string;
  details: string;
};

export function toRow(row: StoredRow): LeafRow {
  const about = {
    ...(row.recording_id !== null && { recordingId: row.recording_id }),
    ...(row.case_id !== null && { caseId: row.case_id }),
  };
  const details = LeafDetails.parse(JSON.parse(row.details));
  return { index: row.leaf_index, type: row.type, at: row.at, salt: row.salt, details, about };
}
