import { formatNote, parseNote, parseVerifierKey, type TreeHead } from "@ferndiagnose/transparency-log";
import {
  type Cosigned,
  type SignedHead,
  type TransparencyLog,
  WitnessClient,
} from "@ferndiagnose/transparency-log/node";
import type { Clock, Log, Timer } from "../ports.ts";

/** After an append: heads of this time share one round. */
const gatherMs = 1_000;
/** A witness that does not answer by then is counted as away. */
const answerMs = 3_000;
/** Asked again by then even where nothing was appended: it shows that they are there. */
const idleMs = 60_000;
/** The same where the quorum was not reached. */
const retryMs = 5_000;

/** Who confirms the log: witnesses outside the operator's administration. Without a quorum of them nothing is shown. */
export interface WitnessPolicy {
  /** `key`: vkey of a cosignature key (C2SP). `url`: its submission prefix. */
  readonly witnesses: readonly { readonly name: string; readonly url: string; readonly key: string }[];
  /** 0: they are asked, and what they say is shown; the log goes on without them. */
  readonly quorum: number;
}

export interface CosignedHead extends TreeHead {
  readonly checkpoint: string;
  /** The newest cosignature's time by its witness's clock. */
  readonly timeMs: number;
  readonly count: number;
}

export interface WitnessRoundsParts {
  readonly log: TransparencyLog;
  readonly policy: WitnessPolicy;
  readonly clock: Clock;
  readonly logger: Log;
  /** For metrics: how many of how many cosigned, and how long it took. */
  readonly onRound?: ((round: { cosigned: number; witnesses: number; tookMs: number }) => void) | undefined;
}

interface Member {
  readonly name: string;
  readonly client: WitnessClient;
  /** One request after the other, so that a slow witness is not asked twice at once. */
  pending: Promise<Cosigned> | undefined;
}

/** Has the log's heads cosigned, and shows them once enough witnesses have. */
export class WitnessRounds {
  readonly #parts: WitnessRoundsParts;
  readonly #members: readonly Member[];
  #timer: Timer | undefined;
  #round: { readonly size: number; readonly done: Promise<void> } | undefined;
  #newest: CosignedHead | undefined;
  #latest: CosignedHead | undefined;
  #isReached = false;
  #isForked = false;
  #isClosed = false;
  #isSoon = false;

  static async start(parts: WitnessRoundsParts): Promise<WitnessRounds> {
    const logKey = await parseVerifierKey(parts.log.publicKey);
    const members = parts.policy.witnesses.map(async ({ name, key, url }) => {
      const client = new WitnessClient(
        { url: url.replace(/\/+$/, ""), key: await parseVerifierKey(key) },
        parts.log,
        logKey,
      );
      return { name, client, pending: undefined };
    });
    const rounds = new WitnessRounds(parts, await Promise.all(members));
    if (members.length > 0) await rounds.now();
    return rounds;
  }

  private constructor(parts: WitnessRoundsParts, members: readonly Member[]) {
    this.#parts = parts;
    this.#members = members;
  }

  /** The newest head that the quorum has cosigned since the start. */
  get witnessed(): CosignedHead | undefined {
    return this.#newest;
  }

  /** What the last round brought, the quorum reached or not. */
  get latest(): CosignedHead | undefined {
    return this.#latest;
  }

  /** Whether the last round reached the quorum. */
  get isReached(): boolean {
    return this.#isReached;
  }

  /** A witness has shown another history, signed by this log's key. For ever. */
  get isForked(): boolean {
    return this.#isForked;
  }

  /** The log has grown: a round begins within a second. */
  changed(): void {
    this.#plan(gatherMs);
  }

  /** A round over the head as it is now, or over a later one. */
  async now(): Promise<void> {
    if (this.#members.length === 0) return;
    const { size } = this.#parts.log.head;
    // A round over a smaller head does not count; the next one is everybody's.
    while (this.#round !== undefined && this.#round.size < size) await this.#round.done;
    this.#round ??= { size: this.#parts.log.head.size, done: this.#run() };
    await this.#round.done;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#round?.done;
  }

  #plan(delayMs: number): void {
    if (this.#isClosed || this.#members.length === 0) return;
    if (delayMs === gatherMs && this.#timer !== undefined && this.#isSoon) return;
    this.#timer?.cancel();
    this.#isSoon = delayMs === gatherMs;
    this.#timer = this.#parts.clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      void this.now();
    });
  }

  async #run(): Promise<void> {
    const { log, policy, clock, logger, onRound } = this.#parts;
    const { head } = log;
    const startUs = clock.monotonicUs();
    try {
      const cosigned = await this.#gather(head);
      this.#isReached = cosigned.length >= policy.quorum;
      const checkpoint = withSignatures(head.checkpoint, cosigned);
      const timeMs = Math.max(0, ...cosigned.map((one) => one.timeMs));
      this.#latest = { size: head.size, root: head.root, checkpoint, timeMs, count: cosigned.length };
      if (this.#isReached) this.#newest = this.#latest;
      if (this.#isReached) await log.publish(checkpoint);
      const tookMs = (clock.monotonicUs() - startUs) / 1_000;
      onRound?.({ cosigned: cosigned.length, witnesses: this.#members.length, tookMs });
    } catch (error) {
      this.#isReached = false;
      logger.error({ err: error }, "transparency.round_failed");
    } finally {
      this.#round = undefined;
      const restMs = this.#isReached ? idleMs : retryMs;
      this.#plan(log.head.size > head.size ? gatherMs : restMs);
    }
  }

  /** Ends as soon as the quorum has answered, and at the latest when all have answered or are late. */
  #gather(head: SignedHead): Promise<Cosigned[]> {
    const { policy } = this.#parts;
    const cosigned: Cosigned[] = [];
    return new Promise((resolve) => {
      let open = this.#members.length;
      for (const member of this.#members) {
        void this.#ask(member, head).then((answer) => {
          open -= 1;
          if (answer !== undefined) cosigned.push(answer);
          if (open === 0 || (policy.quorum > 0 && cosigned.length >= policy.quorum)) resolve([...cosigned]);
        });
      }
    });
  }

  async #ask(member: Member, head: SignedHead): Promise<Cosigned | undefined> {
    try {
      // Its answer to an earlier round still on its way is about another head.
      await member.pending?.catch(() => undefined);
      member.pending = member.client.cosign(head, AbortSignal.timeout(answerMs));
      return await member.pending;
    } catch (error) {
      const { code, name } = error as { code?: unknown; name: string };
      if (code === "log_forked") this.#isForked = true;
      const event = code === "log_forked" ? "transparency.forked" : "transparency.witness_away";
      this.#parts.logger.error({ witness: member.name, code: typeof code === "string" ? code : name }, event);
      return undefined;
    } finally {
      member.pending = undefined;
    }
  }
}

function withSignatures(checkpoint: string, cosigned: readonly Cosigned[]): string {
  const { text, signatures } = parseNote(checkpoint);
  return formatNote({ text, signatures: [...signatures, ...cosigned.map(({ signature }) => signature)] });
}
