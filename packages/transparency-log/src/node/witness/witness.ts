import { openCheckpoint, parseCheckpoint, type SignedCheckpoint } from "../../checkpoint.ts";
import { TransparencyLogError } from "../../errors.ts";
import { cosign, type NoteSigner } from "../../note-signer.ts";
import { formatNote, formatSignature, type NoteSignature, parseNote } from "../../signed-note.ts";
import type { VerifierKey } from "../../verifier-key.ts";
import { type TreeHead, verifyConsistency } from "../../verify-consistency.ts";
import { parseWitnessRequest, type WitnessRequest } from "../../witness-request.ts";
import { nodeChecks } from "../node-checks.ts";
import { emptyHead, type WitnessStore } from "./witness-store.ts";

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: string;
  readonly body: string;
}

export interface WitnessOptions {
  /** A key of kind `witness`. */
  readonly signer: NoteSigner;
  /** The logs it knows; a key's name is its log's origin. */
  readonly logs: readonly VerifierKey[];
  readonly store: WitnessStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Cosigns a log's checkpoints as long as each continues the one before (C2SP tlog-witness). What it has cosigned is on the disk
 * before anybody sees the cosignature, so that no crash makes it cosign a fork.
 */
export class Witness {
  readonly #options: WitnessOptions;
  /** One request after the other for each log: comparing with the newest checkpoint and replacing it is one step. */
  readonly #lines = new Map<string, Promise<unknown>>();

  constructor(options: WitnessOptions) {
    const { signer, logs } = options;
    if (signer.key.kind !== "witness" || logs.some(({ kind }) => kind !== "log")) {
      throw new TransparencyLogError("key_malformed");
    }
    this.#options = options;
  }

  /** Answers the body of `POST /add-checkpoint`. Rejects only where the disk fails; then it has not cosigned. */
  async addCheckpoint(body: string): Promise<WitnessAnswer> {
    let request: WitnessRequest;
    let origin: string;
    try {
      request = parseWitnessRequest(body);
      origin = parseCheckpoint(parseNote(request.checkpoint).text).origin;
    } catch (error) {
      return refusal(400, error);
    }
    const logKey = this.#options.logs.find(({ name }) => name === origin);
    if (logKey === undefined) return answer(404, "unknown log\n");
    let signed: SignedCheckpoint;
    try {
      signed = await openCheckpoint(request.checkpoint, { origin, logKey }, nodeChecks);
    } catch (error) {
      return refusal(403, error);
    }
    if (request.oldSize > signed.checkpoint.size) return answer(400, "old size above the checkpoint's\n");
    const last = this.#lines.get(origin) ?? Promise.resolve();
    const work = last.then(() => this.#judge(request, signed, logKey));
    this.#lines.set(
      origin,
      work.catch(() => undefined),
    );
    return work;
  }

  /** The newest checkpoint it cosigned for the log of this origin's hash, with both signatures: for monitors. */
  cosigned(originHash: string): Promise<string | undefined> {
    return this.#options.store.readByHash(originHash);
  }

  async #judge({ oldSize, proof }: WitnessRequest, signed: SignedCheckpoint, logKey: VerifierKey) {
    const { signer, store, now } = this.#options;
    const { checkpoint, note } = signed;
    const newest: TreeHead = (await store.newest(checkpoint.origin)) ?? emptyHead;
    if (oldSize !== newest.size) return answer(409, `${newest.size}\n`, "text/x.tlog.size");
    try {
      await verifyConsistency({ old: newest, next: checkpoint, proof }, nodeChecks.sha256);
    } catch (error) {
      return refusal(422, error);
    }
    const cosignature = await cosign(note.text, now(), signer);
    const own = note.signatures.filter(({ name, keyId }) => name === logKey.name && keyId === logKey.keyId);
    await store.keep(checkpoint, formatNote({ text: note.text, signatures: [...own, cosignature] }));
    return answer(200, formatSignature(cosignature satisfies NoteSignature));
  }
}

function answer(
  status: WitnessAnswer["status"],
  body: string,
  contentType = "text/plain; charset=utf-8",
): WitnessAnswer {
  return { status, contentType, body };
}

function refusal(status: WitnessAnswer["status"], error: unknown): WitnessAnswer {
  if (error instanceof TransparencyLogError) return answer(status, `${error.code}\n`);
  throw error;
}
