import { createHash, randomBytes } from "node:crypto";
import { Leaf, LeafDetails, type LeafType, type LogProof } from "@ferndiagnose/protocol";
import { fromHex, toHex } from "@ferndiagnose/sealed-recording";
import {
  canonicalJson,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  inclusionProof,
  type LogTrust,
  leafCommitment,
  leafHash,
  type NoteSigner,
  nodeHash,
  signNote,
  treeRoot,
} from "@ferndiagnose/transparency-log";
import { nodeChecks, signerFromSeed } from "@ferndiagnose/transparency-log/node";
import BetterSqlite3 from "better-sqlite3";
import type { Database } from "../../database/database.ts";
import type { RetentionJournal } from "../retention-parts.ts";

const { sha256 } = nodeChecks;

/** A log in a SQLite file that several processes may write, with the server's side table. Proofs are real; nothing is tiled. */
export class SmallJournal implements RetentionJournal {
  readonly trust: LogTrust;
  witnesses = 0;
  /** What the witness answers. */
  witnessedMs: number | undefined;
  readonly #file: BetterSqlite3.Database;
  readonly #database: Database;
  readonly #signer: NoteSigner;
  readonly #now: () => number;
  readonly #subtrees = new Map<string, Uint8Array>();

  private constructor(file: BetterSqlite3.Database, database: Database, signer: NoteSigner, now: () => number) {
    this.#file = file;
    this.#database = database;
    this.#signer = signer;
    this.#now = now;
    this.trust = { origin: signer.key.name, logKey: formatVerifierKey(signer.key), witnesses: [], quorum: 0 };
  }

  static async open(path: string, database: Database, now: () => number): Promise<SmallJournal> {
    const file = new BetterSqlite3(path);
    file.pragma("journal_mode = WAL");
    file.pragma("synchronous = OFF");
    file.exec("create table if not exists entry (id integer primary key, leaf text not null)");
    const seed = createHash("sha256").update("small journal").digest();
    return new SmallJournal(file, database, await signerFromSeed("log", "example.org/log", seed), now);
  }

  async append(type: LeafType, details: LeafDetails, about: { recordingId?: string } = {}): Promise<number> {
    const salt = new Uint8Array(randomBytes(32));
    const commitment = toHex(await leafCommitment(salt, details, sha256));
    const leaf: Leaf = { version: 1, type, at: this.#now(), commitment };
    const insert = this.#file.prepare("insert into entry (leaf) values (?)");
    const index = Number(insert.run(Buffer.from(canonicalJson(leaf)).toString()).lastInsertRowid) - 1;
    await this.#database.tables
      .insertInto("leaf")
      .values({
        leaf_index: index,
        recording_id: about.recordingId ?? null,
        case_id: null,
        type,
        at: leaf.at,
        salt: toHex(salt),
        details: JSON.stringify(details),
      })
      .execute();
    return index;
  }

  async proofOf(index: number): Promise<LogProof> {
    const row = await this.#database.tables
      .selectFrom("leaf")
      .selectAll()
      .where("leaf_index", "=", index)
      .executeTakeFirstOrThrow();
    const { size } = this.#file.prepare("select count(*) as size from entry").get() as { size: number };
    const hashOf = ({ level, index: at }: { level: number; index: number }) => this.#subtree(level, at);
    const root = await treeRoot(size, hashOf, sha256);
    const text = formatCheckpoint({ origin: this.trust.origin, size, root });
    return {
      leaf: Leaf.parse(JSON.parse(this.#leafAt(index))),
      salt: row.salt,
      details: LeafDetails.parse(JSON.parse(row.details)),
      index,
      inclusion: (await inclusionProof(index, size, hashOf, sha256)).map(toHex),
      checkpoint: formatNote({ text, signatures: [await signNote(text, this.#signer)] }),
    };
  }

  async indexOf(type: LeafType, about: { recordingId?: string }): Promise<number | undefined> {
    const row = await this.#database.tables
      .selectFrom("leaf")
      .select("leaf_index")
      .where("type", "=", type)
      .where("recording_id", "=", about.recordingId ?? "")
      .executeTakeFirst();
    return row?.leaf_index;
  }

  async forget(recordingId: string): Promise<void> {
    await this.#database.tables.deleteFrom("leaf").where("recording_id", "=", recordingId).execute();
  }

  async witnessedAt(): Promise<number | undefined> {
    return this.witnessedMs;
  }

  /** How many leaves of a kind there are, forgotten ones included. */
  count(type: LeafType): number {
    const query = this.#file.prepare("select count(*) as count from entry where leaf like ?");
    return (query.get(`%"type":"${type}"%`) as { count: number }).count;
  }

  close(): void {
    this.#file.close();
  }

  async #subtree(level: number, index: number): Promise<Uint8Array> {
    const key = `${level}:${index}`;
    const known = this.#subtrees.get(key);
    if (known) return known;
    const hash =
      level === 0
        ? await leafHash(Buffer.from(this.#leafAt(index)), sha256)
        : await nodeHash(
            await this.#subtree(level - 1, 2 * index),
            await this.#subtree(level - 1, 2 * index + 1),
            sha256,
          );
    this.#subtrees.set(key, hash);
    return hash;
  }

  #leafAt(index: number): string {
    return (this.#file.prepare("select leaf from entry where id = ?").get(index + 1) as { leaf: string }).leaf;
  }
}

/** For fixtures that need a key's seed. */
export function seedOf(text: string): Uint8Array {
  return fromHex(createHash("sha256").update(text).digest("hex"));
}
