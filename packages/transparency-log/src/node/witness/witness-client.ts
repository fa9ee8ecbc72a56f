import { equalBytes } from "../../bytes.ts";
import { openCheckpoint, parseSize } from "../../checkpoint.ts";
import { TransparencyLogError } from "../../errors.ts";
import { type NoteSignature, parseNote, parseSignatureLine } from "../../signed-note.ts";
import { findSignature, type VerifierKey } from "../../verifier-key.ts";
import { formatWitnessRequest } from "../../witness-request.ts";
import type { SignedHead } from "../log-state.ts";
import { nodeChecks } from "../node-checks.ts";
import type { TransparencyLog } from "../transparency-log.ts";
import { originHash } from "./witness-store.ts";

export interface WitnessAddress {
  /** The submission prefix, without a slash at its end; also taken for the monitoring prefix. */
  readonly url: string;
  readonly key: VerifierKey;
}

export interface Cosigned {
  readonly signature: NoteSignature;
  readonly timeMs: number;
}

/** What a log asks of a witness. Remembers which size the witness knows. */
export class WitnessClient {
  readonly #address: WitnessAddress;
  readonly #log: TransparencyLog;
  readonly #logKey: VerifierKey;
  #knownSize = 0;

  constructor(address: WitnessAddress, log: TransparencyLog, logKey: VerifierKey) {
    if (address.key.kind !== "witness") throw new TransparencyLogError("key_malformed", { about: address.key.name });
    this.#address = address;
    this.#log = log;
    this.#logKey = logKey;
  }

  /**
   * Has a head of the log cosigned. Throws `log_forked` where the witness holds a checkpoint with this log's signature that the log
   * does not continue: its files are older than what others have seen, or two servers write under one key.
   */
  async cosign(head: SignedHead, signal: AbortSignal): Promise<Cosigned> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const proof = await this.#log.consistencyProof(this.#knownSize, head.size);
      const body = formatWitnessRequest({ oldSize: this.#knownSize, proof, checkpoint: head.checkpoint });
      const response = await fetch(`${this.#address.url}/add-checkpoint`, {
        method: "POST",
        body,
        signal,
        redirect: "error",
      });
      const text = (await response.text()).slice(0, 65_536);
      if (response.status === 200) return this.#take(head, text);
      if (response.status === 422) await this.#expectNoFork(signal);
      const size = response.status === 409 ? parseSize(text.trim()) : undefined;
      if (size === undefined || size === this.#knownSize) throw refused(response.status);
      if (size > head.size) {
        await this.#expectNoFork(signal);
        throw refused(response.status);
      }
      this.#knownSize = size;
    }
    throw refused(409);
  }

  async #take(head: { size: number; checkpoint: string }, lines: string): Promise<Cosigned> {
    const { key } = this.#address;
    const { text } = parseNote(head.checkpoint);
    for (const line of lines.split("\n").filter((one) => one !== "")) {
      const signature = parseSignatureLine(line);
      const found = await findSignature({ text, signatures: [signature] }, key, nodeChecks);
      if (found?.timeMs === undefined) continue;
      this.#knownSize = head.size;
      return { signature, timeMs: found.timeMs };
    }
    throw new TransparencyLogError("signature_missing", { about: key.name });
  }

  /** A witness's bare word of another size proves nothing; a checkpoint with our own signature does. */
  async #expectNoFork(signal: AbortSignal): Promise<void> {
    const { origin } = this.#log;
    const response = await fetch(`${this.#address.url}/${originHash(origin)}/checkpoint`, {
      signal,
      redirect: "error",
    });
    if (response.status !== 200) return;
    const text = (await response.text()).slice(0, 65_536);
    const { checkpoint } = await openCheckpoint(text, { origin, logKey: this.#logKey }, nodeChecks);
    const { size, root } = checkpoint;
    const isOurs = size <= this.#log.head.size && equalBytes(await this.#log.root(size), root);
    if (!isOurs) throw new TransparencyLogError("log_forked", { about: `size ${size}` });
  }
}

function refused(status: number): Error {
  return new Error(`The witness answered ${status}`);
}
