import { Leaf, type LeafDetails, type LeafType, type LogProof } from "@ferndiagnose/protocol";
import { TransparencyLogError } from "@ferndiagnose/transparency-log";
import type { TransparencyLog } from "@ferndiagnose/transparency-log/node";
import type { Clock, Random } from "../ports.ts";
import { type About, type Journal, LeafForgotten } from "./journal.ts";
import { commitmentOf, entryOf } from "./leaf-entry.ts";
import type { LeafRow, LeafTable } from "./leaf-table.ts";
import { DecidingRows, headLeafTypes, type LoggedRecording } from "./logged-recording.ts";
import { type LogResource, serveLog } from "./serve-log.ts";
import type { CosignedHead, WitnessPolicy, WitnessRounds } from "./witness-rounds.ts";

const freshMs = 60_000;

export interface JournalParts {
  readonly log: TransparencyLog;
  readonly table: LeafTable;
  readonly rounds: WitnessRounds;
  readonly policy: WitnessPolicy;
  readonly clock: Clock;
  readonly random: Random;
}

interface Waiting {
  readonly leaf: Omit<LeafRow, "index">;
  readonly resolve: (index: number) => void;
  readonly reject: (error: unknown) => void;
}

const mostInGroup = 256;

/**
 * The journal over a log in a directory and the table `leaf`. Side rows are written before their leaves, as the log's write-ahead
 * record: a crash in between leaves rows beyond the log's end, and the next start appends exactly those leaves. So a leaf without
 * a salt cannot come to be, and an acknowledged one cannot be lost from either side.
 */
export class ServerJournal implements Journal {
  readonly origin: string;
  readonly publicKey: string;
  readonly witnesses: number;
  readonly #log: TransparencyLog;
  readonly #table: LeafTable;
  readonly #rounds: WitnessRounds;
  readonly #parts: JournalParts;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #failure: unknown;
  #askedUs = Number.NEGATIVE_INFINITY;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#log = parts.log;
    this.#table = parts.table;
    this.#rounds = parts.rounds;
    this.origin = parts.log.origin;
    this.publicKey = parts.log.publicKey;
    this.witnesses = parts.policy.witnesses.length;
  }

  get problem(): "log" | "witness" | undefined {
    if (this.#failure !== undefined || this.#log.failure !== undefined || this.#rounds.isForked) return "log";
    return this.#parts.policy.quorum > 0 && !this.#rounds.isReached ? "witness" : undefined;
  }

  get isReady(): boolean {
    return this.problem === undefined;
  }

  append(type: LeafType, details: LeafDetails, about: About = {}): Promise<number> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    // Going on would sign a second history.
    if (this.#rounds.isForked) return Promise.reject(new TransparencyLogError("log_forked"));
    const { clock, random } = this.#parts;
    const salt = Buffer.from(random(32)).toString("hex");
    return new Promise((resolve, reject) => {
      this.#waiting.push({ leaf: { type, at: clock.now(), salt, details, about }, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  async proofOf(index: number): Promise<LogProof> {
    const row = index < this.#log.head.size ? await this.#table.find(index) : undefined;
    if (row === undefined) throw new LeafForgotten(index);
    const leaf = Leaf.parse(JSON.parse(Buffer.from(await this.#log.entry(index)).toString("utf8")));
    if (leaf.commitment !== commitmentOf(row)) throw new TransparencyLogError("commitment_wrong");
    const { size, checkpoint } = await this.#covering(index);
    const inclusion = (await this.#log.inclusionProof(index, size)).map(toHex);
    return { leaf, salt: row.salt, details: row.details, index, inclusion, checkpoint };
  }

  async consistency(first: number, second: number): Promise<string[]> {
    return (await this.#log.consistencyProof(first, second)).map(toHex);
  }

  indexOf(type: LeafType, about: About): Promise<number | undefined> {
    return this.#table.newest(type, about, this.#log.head.size);
  }

  /** How far a recording had come, by the log's own entries. */
  async logged(recordingId: string): Promise<LoggedRecording> {
    const deciding = new DecidingRows();
    for (const row of await this.#table.about(recordingId, headLeafTypes, this.#log.head.size)) deciding.add(row);
    const entries = new Map<number, Uint8Array>();
    for (const { index } of deciding.all) entries.set(index, await this.#log.entry(index));
    return deciding.judge((index) => entries.get(index));
  }

  forget(recordingId: string): Promise<void> {
    return this.#table.forget(recordingId, this.#log.head.size);
  }

  async witnessedAt(): Promise<number | undefined> {
    if (this.witnesses === 0) return undefined;
    // One that our clock has left behind may be old, or right: ask again.
    const isFresh = () =>
      this.#parts.clock.monotonicUs() - this.#askedUs < freshMs * 1_000 &&
      Math.abs(this.#parts.clock.now() - (this.#rounds.latest?.timeMs ?? 0)) < 2 * freshMs;
    if (!isFresh() || this.#rounds.latest?.size !== this.#log.head.size) await this.#ask();
    const { latest } = this.#rounds;
    return latest !== undefined && latest.count > 0 ? latest.timeMs : undefined;
  }

  /** What C2SP tlog-tiles and nothing else has at this path, for whoever serves HTTP. */
  resource(path: string): Promise<LogResource | undefined> {
    return serveLog(this.#log, path);
  }

  /** Waits for what is being appended. */
  async close(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
    this.#failure ??= new TransparencyLogError("log_closed");
    await this.#rounds.close();
    await this.#log.close();
  }

  async #ask(): Promise<void> {
    await this.#rounds.now();
    this.#askedUs = this.#parts.clock.monotonicUs();
  }

  /** A checkpoint with enough cosignatures where it can be had; else one with those that there are. */
  async #covering(index: number): Promise<Pick<CosignedHead, "size" | "checkpoint">> {
    const covers = (head: CosignedHead | undefined) => head !== undefined && head.size > index;
    if (this.witnesses === 0) return this.#log.head;
    if (!covers(this.#rounds.witnessed)) await this.#ask();
    const { witnessed, latest } = this.#rounds;
    const best = [witnessed, latest].find(covers);
    return best ?? this.#log.head;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, mostInGroup);
      try {
        await this.#commit(group);
      } catch (error) {
        // Rows that another process kept from being written were not written; of every other failure nobody knows what it left.
        if (!(error as { code?: string }).code?.startsWith("SQLITE_BUSY")) this.#failure = error;
        const all = this.#failure === undefined ? group : [...group, ...this.#waiting.splice(0)];
        for (const { reject } of all) reject(error);
      }
    }
    this.#working = undefined;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const first = this.#log.head.size;
    const rows = group.map(({ leaf }, at) => ({ ...leaf, index: first + at }));
    await this.#table.insert(rows);
    await this.#log.appendAll(rows.map(entryOf));
    for (const [at, { resolve }] of group.entries()) resolve(first + at);
    this.#rounds.changed();
  }
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
