import { formatCheckpoint } from "../checkpoint.ts";
import { consistencyProof, type SubtreeHash, treeRoot } from "../merkle-proofs.ts";
import { nodeChecks } from "../node/node-checks.ts";
import { type NoteSigner, signNote } from "../note-signer.ts";
import { formatNote } from "../signed-note.ts";
import { utf8 } from "../web-crypto.ts";
import { formatWitnessRequest } from "../witness-request.ts";
import { memoryTree } from "./memory-tree.ts";

const { sha256 } = nodeChecks;

/** A log of made-up entries that signs whatever it is told to. Two with other `texts` under one signer are a fork. */
export class MemoryLog {
  readonly #signer: NoteSigner;
  readonly #hashOf: SubtreeHash;

  static async create(signer: NoteSigner, texts: readonly string[]): Promise<MemoryLog> {
    return new MemoryLog(signer, await memoryTree(texts.map(utf8), nodeChecks));
  }

  private constructor(signer: NoteSigner, hashOf: SubtreeHash) {
    this.#signer = signer;
    this.#hashOf = hashOf;
  }

  root(size: number): Promise<Uint8Array> {
    return treeRoot(size, this.#hashOf, sha256);
  }

  proof(oldSize: number, size: number): Promise<Uint8Array[]> {
    return consistencyProof(oldSize, size, this.#hashOf, sha256);
  }

  async checkpoint(size: number, root?: Uint8Array): Promise<string> {
    const text = formatCheckpoint({ origin: this.#signer.key.name, size, root: root ?? (await this.root(size)) });
    return formatNote({ text, signatures: [await signNote(text, this.#signer)] });
  }

  async request(oldSize: number, size: number): Promise<string> {
    const proof = await this.proof(oldSize, size);
    return formatWitnessRequest({ oldSize, proof, checkpoint: await this.checkpoint(size) });
  }
}
