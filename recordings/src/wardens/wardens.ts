import {
  CaseClosed,
  type CaseId,
  type DestroySecret,
  type HoldSecret,
  ProtocolError,
  type Pseudonym,
  type RecordingId,
  type ReleaseSecret,
  SecretDestroyed,
  SecretHeld,
  SecretReleased,
  SecretState,
  SecretStored,
  type StoreSecret,
  type WardenIdentity,
} from "@ferndiagnose/protocol";
import { type AuditorSet, fromHex, sealTo } from "@ferndiagnose/sealed-recording";
import type { Clock, Log, Random, Timer } from "../ports.ts";
import { type Consistency, type WardenAddress, WardenLine } from "./warden-line.ts";
import { type WardenFailure, WardensError } from "./wardens-error.ts";

export interface SecretToStore {
  readonly recordingId: RecordingId;
  readonly technician: Pseudonym;
  readonly auditorSetVersion: number;
  /** 32 bytes; the caller overwrites them afterwards. */
  readonly secret: Uint8Array;
}

/**
 * The key wardens, as one: what is stored, destroyed or held counts only when all of them have signed for it, and each signature has
 * been checked against the keys agreed on. Asking again is always right. Every failure is a `ProtocolError`; with several wardens a
 * `WardensError` that names who failed.
 */
export interface Wardens {
  start(): Promise<void>;
  stop(): void;
  readonly identities: readonly WardenIdentity[];
  /** All of them have answered lately, each is the one agreed on, and trusts its disk and its clock. */
  readonly isReady: boolean;
  store(stored: SecretToStore): Promise<SecretStored[]>;
  /** In the order of `identities`. `destruction_too_early`, `secret_held`, `warden_clock_set_back`, or `warden_unavailable`. */
  destroy(order: DestroySecret): Promise<SecretDestroyed[]>;
  hold(order: HoldSecret): Promise<SecretHeld[]>;
  endHold(order: HoldSecret): Promise<SecretHeld[]>;
  /** From the first that gives it. One that says it is destroyed ends the search. */
  release(request: ReleaseSecret): Promise<SecretReleased>;
  closeCase(caseId: CaseId): Promise<CaseClosed[]>;
  submitAuditorSet(set: AuditorSet): Promise<void>;
  /** Their clocks now; undefined where none answers. */
  clocks(): Promise<{ wardenId: string; url: string; atMs: number | undefined }[]>;
  states(recordingId: string): Promise<{ wardenId: string; state: WardenSecretState }[]>;
}

export type WardenSecretState = SecretState["state"] | "unreachable";

export interface WardensParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly consistency: Consistency;
}

export interface WardensOptions {
  readonly wardens: readonly WardenAddress[];
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 5_000;
const lookEveryMs = 5_000;

export function createWardens(parts: WardensParts, options: WardensOptions): Wardens {
  return new WardenGroup(parts, options);
}

class WardenGroup implements Wardens {
  readonly #parts: WardensParts;
  readonly #lines: readonly WardenLine[];
  readonly #urls: readonly string[];
  readonly #fit = new Map<string, boolean>();
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(parts: WardensParts, { wardens, timeoutMs = defaultTimeoutMs }: WardensOptions) {
    this.#parts = parts;
    this.#urls = wardens.map(({ url }) => url);
    this.#lines = wardens.map((address) => new WardenLine(address, timeoutMs, parts.consistency));
    if (new Set(this.identities.map(({ wardenId }) => wardenId)).size < wardens.length) {
      throw new Error("Two of the key wardens are the same");
    }
  }

  get identities(): readonly WardenIdentity[] {
    return this.#lines.map(({ identity }) => identity);
  }

  get isReady(): boolean {
    return this.#lines.length > 0 && this.#lines.every(({ identity }) => this.#fit.get(identity.wardenId) === true);
  }

  async start(): Promise<void> {
    this.#isStopped = false;
    await this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  async store({ recordingId, technician, auditorSetVersion, secret }: SecretToStore): Promise<SecretStored[]> {
    return this.#all(async (line) => {
      const sealingKey = fromHex(line.identity.sealingKey);
      const box = await sealTo(sealingKey, "shred secret", fromHex(recordingId), secret, this.#parts.random);
      const body: StoreSecret = { recordingId, technician, auditorSetVersion, secret: box };
      const request = { method: "PUT", path: `secrets/${recordingId}`, body } as const;
      return line.ask(request, SecretStored, { recordingId });
    });
  }

  async destroy(order: DestroySecret): Promise<SecretDestroyed[]> {
    const { recordingId, intent } = order;
    const request = { method: "DELETE", path: `secrets/${recordingId}`, body: order } as const;
    return this.#all((line) => line.askWithProofs(request, SecretDestroyed, { recordingId }, [intent.checkpoint]));
  }

  hold(order: HoldSecret): Promise<SecretHeld[]> {
    return this.#hold("hold", "secret-held", order);
  }

  endHold(order: HoldSecret): Promise<SecretHeld[]> {
    return this.#hold("release-hold", "hold-ended", order);
  }

  async release(body: ReleaseSecret): Promise<SecretReleased> {
    const { recordingId, caseId, viewerKey, opened, approvals } = body;
    const request = { method: "POST", path: `secrets/${recordingId}/release`, body } as const;
    const checkpoints = [opened, ...approvals.map(({ proof }) => proof)].map(({ checkpoint }) => checkpoint);
    const failures: WardenFailure[] = [];
    for (const line of this.#lines) {
      try {
        return await line.askWithProofs(request, SecretReleased, { recordingId, caseId, viewerKey }, checkpoints);
      } catch (error) {
        failures.push(failureOf(line, error));
        if (failures.at(-1)?.code === "secret_destroyed") throw new ProtocolError("secret_destroyed");
      }
    }
    throw new WardensError(failures);
  }

  closeCase(caseId: CaseId): Promise<CaseClosed[]> {
    const request = { method: "POST", path: `cases/${caseId}/close` } as const;
    return this.#all((line) => line.ask(request, CaseClosed, { caseId }));
  }

  async submitAuditorSet(set: AuditorSet): Promise<void> {
    await this.#all((line) => line.submitAuditorSet(set));
  }

  async clocks(): Promise<{ wardenId: string; url: string; atMs: number | undefined }[]> {
    const work = this.#lines.map(async (line, place) => ({
      wardenId: line.identity.wardenId,
      url: this.#urls[place] ?? "",
      atMs: await line.status().then(
        ({ at }) => at,
        (error: unknown) => this.#unanswered(line, error),
      ),
    }));
    return Promise.all(work);
  }

  async states(recordingId: string): Promise<{ wardenId: string; state: WardenSecretState }[]> {
    const request = { method: "GET", path: `secrets/${recordingId}` } as const;
    const facts = { recordingId } as Partial<SecretState>;
    const work = this.#lines.map(async (line) => ({
      wardenId: line.identity.wardenId,
      state: await line.ask(request, SecretState, facts).then(
        ({ state }): WardenSecretState => state,
        (error: unknown): WardenSecretState => this.#unanswered(line, error) ?? "unreachable",
      ),
    }));
    return Promise.all(work);
  }

  #hold(path: string, type: SecretHeld["type"], order: HoldSecret): Promise<SecretHeld[]> {
    const { recordingId, hold } = order;
    const request = { method: "POST", path: `secrets/${recordingId}/${path}`, body: order } as const;
    return this.#all((line) => line.askWithProofs(request, SecretHeld, { recordingId, type }, [hold.checkpoint]));
  }

  /** All at once, and each to its end: what one refuses the others may have done. */
  async #all<Answer>(ask: (line: WardenLine) => Promise<Answer>): Promise<Answer[]> {
    if (this.#lines.length === 0) throw new WardensError([]);
    const outcomes = await Promise.allSettled(this.#lines.map(ask));
    const answers: Answer[] = [];
    const failures: WardenFailure[] = [];
    for (const [place, outcome] of outcomes.entries()) {
      const line = this.#lines[place];
      if (outcome.status === "fulfilled") answers.push(outcome.value);
      else if (line) failures.push(failureOf(line, outcome.reason));
    }
    if (failures.length > 0) throw new WardensError(failures);
    return answers;
  }

  async #look(): Promise<void> {
    await Promise.all(this.#lines.map((line) => this.#lookAt(line)));
    if (this.#isStopped) return;
    this.#timer = this.#parts.clock.setTimer(lookEveryMs, () => void this.#look());
  }

  async #lookAt(line: WardenLine): Promise<void> {
    const { wardenId } = line.identity;
    const isFit = await line.status().then(
      ({ isReady }) => isReady,
      (error: unknown) => this.#unanswered(line, error) ?? false,
    );
    if (this.#fit.get(wardenId) !== isFit) this.#parts.log.info({ wardenId, isFit }, "warden.seen");
    this.#fit.set(wardenId, isFit);
  }

  #unanswered(line: WardenLine, error: unknown): undefined {
    const { wardenId, code } = failureOf(line, error);
    this.#parts.log.warn({ wardenId, code }, "warden.no_answer");
  }
}

/** Anything but a `ProtocolError` is a mistake of ours and is not taken for the warden's answer. */
function failureOf(line: WardenLine, error: unknown): WardenFailure {
  if (!(error instanceof ProtocolError)) throw error;
  return { wardenId: line.identity.wardenId, code: error.code };
}
