import { hexBytes, type LeafType, type LogProof, ProtocolError, type ShowCheckpoint } from "@ferndiagnose/protocol";
import { fromHex, toHex } from "@ferndiagnose/sealed-recording";
import {
  type LogTrust,
  openCheckpoint,
  parseVerifierKey,
  requireWitnesses,
  TransparencyLogError,
  type TreeHead,
  verifyConsistency,
  verifyLogProof,
} from "@ferndiagnose/transparency-log";
import { nodeChecks } from "@ferndiagnose/transparency-log/node";
import { z } from "zod";
import type { Disk } from "../disk/disk.ts";

const file = "log/checkpoints.json";
const keptCheckpoints = 256;

/** Oldest first; the newest is the largest tree. */
const Checkpoints = z.array(z.strictObject({ size: z.int().min(0), root: hexBytes(32) })).max(keptCheckpoints);
type Checkpoints = z.infer<typeof Checkpoints>;

/**
 * What this warden has seen of the transparency log. Only proofs under checkpoints that are witnessed and lie on one history
 * count: whoever shows it two histories is found out, whatever else is signed.
 */
export class SeenLog {
  readonly #disk: Disk;
  readonly #trust: LogTrust;
  #checkpoints: Checkpoints = [];

  constructor(disk: Disk, trust: LogTrust) {
    this.#disk = disk;
    this.#trust = trust;
  }

  async start(): Promise<void> {
    await this.#disk.makeFolder("log");
    await this.#disk.sweep("log");
    const bytes = await this.#disk.read(file);
    if (bytes) this.#checkpoints = Checkpoints.parse(JSON.parse(bytes.toString("utf8")));
    // A key that is none is told at the start, not at the first proof.
    for (const key of [this.#trust.logKey, ...this.#trust.witnesses.map((witness) => witness.key)]) {
      await parseVerifierKey(key, nodeChecks.sha256);
    }
  }

  get newestSize(): number {
    return this.#newest?.size ?? 0;
  }

  get #newest(): Checkpoints[number] | undefined {
    return this.#checkpoints.reduce<Checkpoints[number] | undefined>(
      (newest, one) => (newest && newest.size >= one.size ? newest : one),
      undefined,
    );
  }

  /** Remembers a checkpoint that lies on one history with the newest. Throws `log_forked`, `log_checkpoint_unknown` and as `prove`. */
  async show({ checkpoint: text, newest, consistency }: ShowCheckpoint): Promise<void> {
    const head = await this.#coded(() => this.#openWitnessed(text));
    const known = this.#knows(head);
    if (known) return;
    const mine = this.#newest;
    if (newest !== this.newestSize) throw new ProtocolError("log_checkpoint_unknown");
    if (mine !== undefined) {
      const other = { size: mine.size, root: fromHex(mine.root) };
      const [old, next] = head.size < other.size ? [head, other] : [other, head];
      const proof = consistency.map(fromHex);
      await this.#coded(() => verifyConsistency({ old, next, proof }, nodeChecks.sha256));
    }
    const kept = [...this.#checkpoints.slice(1 - keptCheckpoints), { size: head.size, root: toHex(head.root) }];
    if (mine !== undefined && !kept.includes(mine)) kept[0] = mine;
    await this.#disk.replace(file, Buffer.from(`${JSON.stringify(kept)}\n`));
    this.#checkpoints = kept;
  }

  /**
   * The details of a leaf of this type that stands in the log. Throws `log_proof_refused`, `log_unwitnessed`, `log_forked`,
   * `log_checkpoint_unknown` and `log_details_differ`.
   */
  async prove<Schema extends z.ZodType>(proof: LogProof, type: LeafType, schema: Schema): Promise<z.infer<Schema>> {
    const head = await this.#coded(() => verifyLogProof(proof, this.#trust, nodeChecks));
    if (!this.#knows(head)) throw new ProtocolError("log_checkpoint_unknown");
    const details = schema.safeParse(proof.details);
    if (proof.leaf.type !== type || !details.success) throw new ProtocolError("log_details_differ");
    return details.data;
  }

  /** Throws `log_forked` when another tree of this size has been seen. */
  #knows({ size, root }: TreeHead): boolean {
    const known = this.#checkpoints.find((one) => one.size === size);
    if (known !== undefined && known.root !== toHex(root)) throw new ProtocolError("log_forked");
    return known !== undefined;
  }

  async #openWitnessed(text: string): Promise<TreeHead> {
    const logKey = await parseVerifierKey(this.#trust.logKey, nodeChecks.sha256);
    const signed = await openCheckpoint(text, { origin: this.#trust.origin, logKey }, nodeChecks);
    await requireWitnesses(signed, this.#trust, nodeChecks);
    return signed.checkpoint;
  }

  async #coded<Result>(check: () => Promise<Result>): Promise<Result> {
    try {
      return await check();
    } catch (cause) {
      if (!(cause instanceof TransparencyLogError)) throw cause;
      throw new ProtocolError(codeOf(cause), { cause });
    }
  }
}

function codeOf({ code }: TransparencyLogError) {
  switch (code) {
    case "witnesses_too_few":
      return "log_unwitnessed";
    case "consistency_invalid":
      return "log_forked";
    default:
      return "log_proof_refused";
  }
}
