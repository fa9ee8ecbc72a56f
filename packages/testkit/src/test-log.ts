import { randomBytes } from "node:crypto";
import type { LeafDetails, LeafType, LogProof } from "@ferndiagnose/protocol";
import {
  canonicalJson,
  consistencyProof,
  cosign,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  inclusionProof,
  type LogTrust,
  leafCommitment,
  leafHash,
  type NoteSigner,
  nodeHash,
  type SubtreeHash,
  signNote,
  treeRoot,
} from "@ferndiagnose/transparency-log";
import { nodeChecks, signerFromSeed } from "@ferndiagnose/transparency-log/node";

interface Entry {
  readonly leaf: LogProof["leaf"];
  readonly salt: string;
  readonly details: LeafDetails;
}

const { sha256 } = nodeChecks;
const origin = "log.test/1";
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** A transparency log in memory with one witness, which cosigns whatever it is told to. */
export class TestLog {
  readonly trust: LogTrust;
  readonly #signer: NoteSigner;
  readonly #witness: NoteSigner;
  readonly #entries: Entry[];
  readonly #now: () => number;
  readonly #hashes = new Map<string, Promise<Uint8Array>>();

  private constructor(signer: NoteSigner, witness: NoteSigner, entries: Entry[], now: () => number) {
    this.#signer = signer;
    this.#witness = witness;
    this.#entries = entries;
    this.#now = now;
    this.trust = {
      origin,
      logKey: formatVerifierKey(signer.key),
      witnesses: [{ name: witness.key.name, key: formatVerifierKey(witness.key) }],
      quorum: 1,
    };
  }

  static async create(now: () => number): Promise<TestLog> {
    const log = await signerFromSeed("log", origin, randomBytes(32));
    return new TestLog(log, await signerFromSeed("witness", "witness.test/1", randomBytes(32)), [], now);
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The same keys over another history: the first leaves are the same. */
  fork(size: number): TestLog {
    return new TestLog(this.#signer, this.#witness, this.#entries.slice(0, size), this.#now);
  }

  async append(type: LeafType, details: LeafDetails): Promise<number> {
    const salt = randomBytes(32);
    const commitment = hex(await leafCommitment(salt, details, sha256));
    this.#entries.push({ leaf: { version: 1, type, at: this.#now(), commitment }, salt: hex(salt), details });
    return this.#entries.length - 1;
  }

  /** Appends and proves. */
  async note(type: LeafType, details: LeafDetails): Promise<LogProof> {
    return this.proofOf(await this.append(type, details));
  }

  async proofOf(index: number, size = this.size, isWitnessed = true): Promise<LogProof> {
    const entry = this.#entries[index];
    if (entry === undefined) throw new RangeError(`No leaf ${index}`);
    const inclusion = (await inclusionProof(index, size, this.#hashOf, sha256)).map(hex);
    return { ...entry, index, inclusion, checkpoint: await this.checkpoint(size, isWitnessed) };
  }

  async consistency(first: number, second: number): Promise<string[]> {
    return (await consistencyProof(first, second, this.#hashOf, sha256)).map(hex);
  }

  async checkpoint(size = this.size, isWitnessed = true): Promise<string> {
    const text = formatCheckpoint({ origin, size, root: await treeRoot(size, this.#hashOf, sha256) });
    const signatures = [await signNote(text, this.#signer)];
    if (isWitnessed) signatures.push(await cosign(text, this.#now(), this.#witness));
    return formatNote({ text, signatures });
  }

  #hashOf: SubtreeHash = (subtree) => {
    const { level, index } = subtree;
    const name = `${level} ${index}`;
    const known = this.#hashes.get(name) ?? this.#compute(level, index);
    this.#hashes.set(name, known);
    // What is not there yet may come.
    known.catch(() => this.#hashes.delete(name));
    return known;
  };

  async #compute(level: number, index: number): Promise<Uint8Array> {
    if (level > 0) {
      const [left, right] = [2 * index, 2 * index + 1].map((below) => this.#hashOf({ level: level - 1, index: below }));
      return nodeHash((await left) as Uint8Array, (await right) as Uint8Array, sha256);
    }
    const entry = this.#entries[index];
    if (entry === undefined) throw new RangeError(`No leaf ${index}`);
    return leafHash(canonicalJson(entry.leaf), sha256);
  }
}
