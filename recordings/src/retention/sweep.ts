import type { RecordingId, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import { codeOf } from "@ferndiagnose/server";
import type { Database } from "../database/database.ts";
import type { Clock, Log } from "../ports.ts";
import type { ClockKeeper } from "./clock-keeper.ts";
import { readDestructionDay } from "./destruction-day.ts";
import type { ClockVerdict } from "./judge-clock.ts";
import type { Purge, PurgeTable } from "./purge-table.ts";
import type { PurgeOutcome, Purger, PurgerParts } from "./purger.ts";
import type { RetentionSurvey, SurveyedRecording } from "./retention-survey.ts";
import { isDue } from "./retention-times.ts";

export interface SweepParts {
  database: Database;
  blobs: PurgerParts["blobs"];
  wardens: Pick<PurgerParts["wardens"], "states">;
  table: Pick<PurgeTable, "claim" | "takeOver" | "unattended">;
  purger: Pick<Purger, "run">;
  survey: RetentionSurvey;
  clocks: ClockKeeper;
  clock: Clock;
  log: Log;
  onDestroyed: (certificate: SignedDeletionCertificate) => void;
  isStopping: () => boolean;
  /** They waited in the last sweep, and wait behind the others in this one. */
  troubled: ReadonlySet<RecordingId>;
}

export interface SweepResult {
  destroyed: RecordingId[];
  waiting: { recordingId: RecordingId; code: string }[];
}

/** So many refusals one after the other are not the recordings' fault: the rest waits for the next sweep. */
const hopeless = 8;

/** One pass over what is due: first what was interrupted, then what falls due. One recording's trouble is not the others'. */
export class Sweep {
  readonly #parts: SweepParts;
  readonly #clock: ClockVerdict;
  readonly #result: SweepResult = { destroyed: [], waiting: [] };
  #refusals = 0;

  constructor(parts: SweepParts, clock: ClockVerdict) {
    this.#parts = parts;
    this.#clock = clock;
  }

  /** `force`: takes over whatever is unfinished, whoever had it; for a start. */
  async run(recordings: readonly SurveyedRecording[], force: boolean): Promise<SweepResult> {
    const { table, clock } = this.#parts;
    for (const recordingId of this.#inOrder(await table.unattended(clock.now(), force), (id) => id)) {
      if (this.#mustStop()) break;
      await this.#guarded(recordingId, () => this.#resume(recordingId, force));
    }
    const due = recordings.filter(({ state, deleteAt }) => state !== "shredding" && isDue(deleteAt, clock.now()));
    for (const recording of this.#inOrder(due, ({ recordingId }) => recordingId)) {
      if (this.#mustStop()) break;
      if (recording.isHeld) continue;
      await this.#guarded(recording.recordingId, () => this.#begin(recording));
    }
    return this.#result;
  }

  async #resume(recordingId: RecordingId, force: boolean): Promise<void> {
    const purge = await this.#parts.table.takeOver(recordingId, this.#parts.clock.now(), force);
    if (!purge) return;
    // What is announced only is not begun by a clock that may be wrong. What is begun is over for the secret already.
    if (purge.step === "intended" && !this.#mayBegin() && !(await this.#isSecretGone(recordingId))) return;
    await this.#carryOut(purge);
  }

  async #begin({ recordingId, row, wardens }: SurveyedRecording): Promise<void> {
    const { table, blobs, clock, log } = this.#parts;
    const day = await readDestructionDay(blobs, row);
    if (!isDue(day.deleteAt, clock.now())) {
      log.error({ recordingId }, "retention.day_differs");
      return;
    }
    if (!this.#mayBegin() && !(await this.#isSecretGone(recordingId))) return;
    const { sessionId, deleteAt, finalHash, bytes } = day;
    const objects = bytes > 0 ? [recordingId] : [];
    const purge = await table.claim(
      recordingId,
      { sessionId, deleteAt, finalHash, bytes, wardens, objects },
      clock.now(),
    );
    if (typeof purge === "object") await this.#carryOut(purge);
  }

  async #carryOut(purge: Purge): Promise<void> {
    this.#note(purge.recordingId, await this.#parts.purger.run(purge));
  }

  #note(recordingId: RecordingId, outcome: PurgeOutcome): void {
    const { log, survey, onDestroyed } = this.#parts;
    switch (outcome.outcome) {
      case "done":
        this.#refusals = 0;
        this.#result.destroyed.push(recordingId);
        survey.forget(recordingId);
        log.info({ recordingId }, "recording.destroyed");
        onDestroyed(outcome.certificate);
        break;
      case "waiting":
      case "called_off":
        this.#refuse(recordingId, outcome.code);
        break;
      case "lost":
        break;
      default:
        outcome satisfies never;
    }
  }

  async #guarded(recordingId: RecordingId, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#refuse(recordingId, codeOf(error));
    }
  }

  #refuse(recordingId: RecordingId, code: string): void {
    this.#refusals++;
    this.#result.waiting.push({ recordingId, code });
    this.#parts.log.error({ recordingId, code }, "recording.destruction_waits");
  }

  #mayBegin(): boolean {
    return this.#clock.state === "sane" && !this.#parts.clocks.hasJumped();
  }

  /** The wardens have destroyed it, in a life before this backup: what is left is deleted whatever the clock says. */
  async #isSecretGone(recordingId: RecordingId): Promise<boolean> {
    const states = await this.#parts.wardens.states(recordingId);
    return states.length > 0 && states.every(({ state }) => state === "destroyed");
  }

  #inOrder<Item>(items: readonly Item[], idOf: (item: Item) => RecordingId): Item[] {
    const isTroubled = (item: Item) => this.#parts.troubled.has(idOf(item));
    return [...items.filter((item) => !isTroubled(item)), ...items.filter(isTroubled)];
  }

  #mustStop(): boolean {
    return this.#parts.isStopping() || this.#refusals >= hopeless;
  }
}
