import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { equalBytes } from "../bytes.ts";
import { LONGEST_ENTRY } from "../entry-bundle.ts";
import { TransparencyLogError } from "../errors.ts";
import { consistencyProof, inclusionProof, treeRoot } from "../merkle-proofs.ts";
import type { NoteSigner } from "../note-signer.ts";
import { isLogPath } from "../tile-path.ts";
import { formatVerifierKey } from "../verifier-key.ts";
import { utf8 } from "../web-crypto.ts";
import { Commits } from "./commit.ts";
import { directoryFiles, type LogFiles, replaceFile } from "./log-files.ts";
import { emptyState, headPath, type LogState, loadState, openOwn, type SignedHead } from "./log-state.ts";
import { nodeChecks } from "./node-checks.ts";
import { recoverLog } from "./recover-log.ts";
import { type SingleWriter, takeWriter } from "./single-writer.ts";
import { TileReader } from "./tile-reader.ts";

const { sha256 } = nodeChecks;
const checkpointPath = "checkpoint";
const mostInGroup = 4_096;

export interface LogOptions {
  /** A key of kind `log`; its name is the log's origin. */
  readonly signer: NoteSigner;
  /** False where only what the caller gives `publish` is to be seen as the log's checkpoint: one that witnesses have cosigned. */
  readonly publishHeads?: boolean;
}

interface Waiting {
  readonly entries: readonly Uint8Array[];
  readonly resolve: (firstIndex: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A log in a directory, in the layout of C2SP tlog-tiles. Appends of the same moment share one write. After a failed write or
 * fsync the log only reads: nobody knows then what reached the disk, and opening it anew finds out.
 */
export class TransparencyLog {
  readonly origin: string;
  /** The log's key as a vkey. */
  readonly publicKey: string;
  readonly #files: LogFiles;
  readonly #writer: SingleWriter;
  readonly #commits: Commits;
  readonly #reader: TileReader;
  readonly #publishHeads: boolean;
  #state: LogState;
  #published: string | undefined;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #publishing: Promise<void> = Promise.resolve();
  #failure: TransparencyLogError | undefined;

  /** Creates the directory, with an empty log, where there is none. */
  static async open({ directory, ...options }: LogOptions & { readonly directory: string }): Promise<TransparencyLog> {
    await mkdir(directory, { recursive: true });
    const writer = await takeWriter(directory, randomBytes(16).toString("hex"));
    try {
      return await TransparencyLog.openFiles(directoryFiles(directory), writer, options);
    } catch (error) {
      await writer.release();
      throw error;
    }
  }

  static async openFiles(files: LogFiles, writer: SingleWriter, options: LogOptions): Promise<TransparencyLog> {
    const { signer, publishHeads = true } = options;
    if (signer.key.kind !== "log") throw new TransparencyLogError("key_malformed");
    let state = await loadState(files, signer);
    const commits = new Commits(files, signer);
    if (state === undefined) {
      state = await emptyState(signer);
      await replaceFile(files, headPath, utf8(state.head.checkpoint));
    }
    state = await recoverLog(files, state, commits);
    const log = new TransparencyLog(files, writer, commits, { signer, publishHeads }, state);
    await log.#resumePublication(signer);
    return log;
  }

  private constructor(
    files: LogFiles,
    writer: SingleWriter,
    commits: Commits,
    { signer, publishHeads }: Required<LogOptions>,
    state: LogState,
  ) {
    this.origin = signer.key.name;
    this.publicKey = formatVerifierKey(signer.key);
    this.#files = files;
    this.#writer = writer;
    this.#commits = commits;
    this.#publishHeads = publishHeads;
    this.#state = state;
    this.#reader = new TileReader(files, () => this.#state);
  }

  /** The newest tree head; durable, and signed by the log alone. */
  get head(): SignedHead {
    return this.#state.head;
  }

  /** What the log shows as its checkpoint; undefined before the first. */
  get published(): string | undefined {
    return this.#published;
  }

  /** Why nothing can be appended any more. */
  get failure(): TransparencyLogError | undefined {
    return this.#failure;
  }

  /** Resolves with the entry's index once entry and signed head are on the disk. One that rejects may still be found in the log. */
  append(entry: Uint8Array): Promise<number> {
    return this.appendAll([entry]);
  }

  /** The same for several that stand one behind the other; resolves with the first one's index. */
  appendAll(entries: readonly Uint8Array[]): Promise<number> {
    if (entries.length < 1 || entries.length > mostInGroup) {
      return Promise.reject(new TransparencyLogError("range_invalid", { about: `${entries.length} entries` }));
    }
    if (entries.some(({ length }) => length < 1 || length > LONGEST_ENTRY)) {
      return Promise.reject(new TransparencyLogError("entry_invalid"));
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries: entries.map((entry) => new Uint8Array(entry)), resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Rejects with `range_invalid` where there is none. */
  entry(index: number): Promise<Uint8Array> {
    return this.#reader.entry(index);
  }

  async root(size: number): Promise<Uint8Array> {
    this.#requireSize(size);
    return treeRoot(size, this.#reader.hashOf, sha256);
  }

  async inclusionProof(index: number, size: number): Promise<Uint8Array[]> {
    this.#requireSize(size);
    return inclusionProof(index, size, this.#reader.hashOf, sha256);
  }

  async consistencyProof(oldSize: number, size: number): Promise<Uint8Array[]> {
    this.#requireSize(size);
    return consistencyProof(oldSize, size, this.#reader.hashOf, sha256);
  }

  /** Shows this checkpoint, which must be one of this log with whatever cosignatures, from now on. */
  publish(checkpoint: string): Promise<void> {
    this.#publishing = this.#publishing.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      if (checkpoint === this.#published) return;
      await replaceFile(this.#files, checkpointPath, utf8(checkpoint));
      this.#published = checkpoint;
    });
    const published = this.#publishing;
    this.#publishing = published.catch((error: unknown) => this.#fail(error));
    return published;
  }

  /** The file behind a path of C2SP tlog-tiles, such as `checkpoint` or `tile/0/000`. Undefined where there is none. */
  async read(path: string): Promise<Uint8Array | undefined> {
    return isLogPath(path) ? this.#files.read(path) : undefined;
  }

  /** Waits for what is being appended. */
  async close(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
    await this.#publishing;
    this.#failure ??= new TransparencyLogError("log_closed");
    await this.#writer.release();
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0 && this.#failure === undefined) {
      // What else is appended in this turn joins the group.
      await nextTurn();
      const group = this.#takeGroup();
      try {
        await this.#commit(group);
      } catch (error) {
        this.#fail(error);
        for (const { reject } of group) reject(this.#failure as unknown as Error);
      }
    }
    this.#working = undefined;
  }

  #takeGroup(): Waiting[] {
    let count = 0;
    const end = this.#waiting.findIndex(({ entries }) => {
      count += entries.length;
      return count > mostInGroup;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    await this.#writer.check();
    const before = this.#state.head.size;
    this.#state = await this.#commits.commit(
      this.#state,
      group.flatMap(({ entries }) => entries),
    );
    let index = before;
    for (const { entries, resolve } of group) {
      resolve(index);
      index += entries.length;
    }
    if (this.#publishHeads) {
      // Its failure is the log's and reported by the next append.
      this.publish(this.#state.head.checkpoint).catch(() => undefined);
    }
    await this.#commits.removeFilled(before, this.#state.head.size);
  }

  /** After a start: the head where heads are shown, else what was shown before. */
  async #resumePublication(signer: NoteSigner): Promise<void> {
    const bytes = await this.#files.read(checkpointPath);
    if (bytes !== undefined) {
      const { size, root, checkpoint } = await openOwn(bytes, signer, checkpointPath);
      const isOurs = size <= this.head.size && equalBytes(await this.root(size), root);
      // Others have seen a history that these files do not continue: they are older than that, or not the same.
      if (!isOurs) throw new TransparencyLogError("log_damaged", { about: "published checkpoint" });
      this.#published = checkpoint;
    }
    if (this.#publishHeads) await this.publish(this.head.checkpoint);
  }

  #requireSize(size: number): void {
    if (size > this.head.size) throw new TransparencyLogError("range_invalid", { about: `size ${size}` });
  }

  #fail(cause: unknown): void {
    this.#failure ??= new TransparencyLogError("log_failed", { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
