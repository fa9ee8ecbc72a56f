import {
  type CaseId,
  type CaseStateName,
  type CodeForAuditor,
  type LockName,
  ProtocolError,
  type RecordingId,
  type UnixMs,
} from "@ferndiagnose/protocol";
import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import { atTime, expiryOf, isOver } from "./case-life.ts";
import { newCaseId } from "./case-number.ts";
import type { CaseParts } from "./case-parts.ts";
import { Holds, holdOf } from "./holds.ts";
import { entrusted, logged } from "./outside-failures.ts";
import { type CaseStatements, casesOfRecording, type ReviewCase, readCase } from "./review-case.ts";
import { Turns } from "./turns.ts";

/** More at a time make no sense, and would be a way to fill the log. */
const openCasesAtMost = 5;
const dayMs = 24 * 3_600_000;

/** Who answers for the hold of a complaint that nobody has taken. */
export const unownedBy = "auditors";

export interface NewCase {
  readonly recordingId: RecordingId;
  readonly lock: LockName;
  readonly requester: string;
  readonly reason: string;
  readonly owner: string;
  readonly codes?: readonly CodeForAuditor[];
  readonly statements: CaseStatements;
  /** The case to go on with instead of opening another one. */
  isSame(other: ReviewCase): boolean;
}

/**
 * The cases as they stand in the database, in the log and at the wardens. The database comes first, so that a hold is never late;
 * what the log and the wardens do not know yet is told them again, until they do.
 */
export class CaseBook {
  readonly holds: Holds;
  /** Everything about one recording happens one after the other. */
  readonly turns = new Turns();
  readonly #parts: CaseParts;
  readonly #onOver: (caseId: CaseId) => void;
  /** Recordings of which the log or a warden still has to hear something. */
  readonly #untold = new Set<RecordingId>();

  constructor(parts: CaseParts, onOver: (caseId: CaseId) => void) {
    this.#parts = parts;
    this.#onOver = onOver;
    this.holds = new Holds(parts);
  }

  /** Does `work` with a case in its turn. A case whose time is up is closed first. Throws `case_unknown`. */
  async withCase<Result>(caseId: CaseId, work: (reviewCase: ReviewCase) => Promise<Result>): Promise<Result> {
    const { recordingId } = await this.read(caseId);
    return this.turns.take(recordingId, async () => work(await this.#settled(await this.read(caseId))));
  }

  read(caseId: CaseId): Promise<ReviewCase> {
    return readCase(this.#parts.database.tables, this.#parts.auditors, caseId);
  }

  /** Opens a case and holds its recording, both or neither. Throws `recording_gone` when the destruction came first. */
  async open(wanted: NewCase): Promise<{ caseId: CaseId; reviewAt: UnixMs }> {
    const { recordingId } = wanted;
    const opened = await this.turns.take(recordingId, async () => {
      const result = await this.#parts.database.transaction((tables) => this.#insert(tables, wanted));
      await this.#tell(recordingId);
      return result;
    });
    this.#parts.onChanged(recordingId);
    return opened;
  }

  /** Writes a change, unless the case was changed meanwhile. */
  async update(
    { caseId, life }: ReviewCase,
    change: Partial<Omit<Tables["review_case"], "case_id">>,
    more: (tables: Kysely<Tables>) => Promise<void> = async () => undefined,
  ): Promise<void> {
    await this.#parts.database.transaction(async (tables) => {
      const { numUpdatedRows } = await tables
        .updateTable("review_case")
        .set(change)
        .where("case_id", "=", caseId)
        .where("state", "=", life.state)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new ProtocolError("case_state_wrong");
      await more(tables);
    });
  }

  /** Ends a case for good: nothing of it opens anything any more. Log and wardens are told, now or later. */
  async close(reviewCase: ReviewCase, state: CaseStateName, statements = reviewCase.statements): Promise<void> {
    const { caseId, recordingId } = reviewCase;
    // The time box stays only with a case that was opened: that is what tells an opening when the log's side table is gone.
    const expires_at = reviewCase.life.state === "released" ? expiryOf(reviewCase.life) : null;
    const closed_at = this.#parts.clock.now();
    const over = { state, closed_at, expires_at, codes: null, statements: JSON.stringify(statements) };
    await this.update(reviewCase, over);
    this.#onOver(caseId);
    this.#parts.log.info({ caseId, state }, "case.over");
    this.#parts.onChanged(recordingId);
    await this.#tell(recordingId).catch((error: unknown) => this.#keep(recordingId, error));
  }

  /** Everything the log and the wardens have not heard of, and cases whose time is up. */
  async catchUp(): Promise<void> {
    const now = this.#parts.clock.now();
    const due = await this.#parts.database.tables
      .selectFrom("review_case")
      .select("recording_id")
      .where("state", "not in", ["closed", "withdrawn", "expired"])
      .where("expires_at", "<=", now)
      .execute();
    const recordings = new Set([...this.#untold, ...due.map(({ recording_id }) => recording_id as RecordingId)]);
    for (const recordingId of recordings) {
      await this.turns.take(recordingId, async () => {
        const { tables } = this.#parts.database;
        for (const each of await casesOfRecording(tables, this.#parts.auditors, recordingId)) await this.#settled(each);
        await this.#tell(recordingId).catch((error: unknown) => this.#keep(recordingId, error));
      });
    }
  }

  /** After a start nobody knows what was told: what is held, or was until lately, is told again. */
  async remember(): Promise<void> {
    const held = await this.#parts.database.tables
      .selectFrom("hold")
      .innerJoin("recording", "recording.recording_id", "hold.recording_id")
      .select("hold.recording_id")
      .where("recording.state", "<>", "destroyed")
      .where(({ or, eb }) =>
        or([eb("hold.ended_at", "is", null), eb("hold.ended_at", ">", this.#parts.clock.now() - dayMs * 2)]),
      )
      .execute();
    for (const { recording_id } of held) this.#untold.add(recording_id as RecordingId);
  }

  /** When the next case closes by itself. */
  async nextExpiry(): Promise<UnixMs | undefined> {
    const row = await this.#parts.database.tables
      .selectFrom("review_case")
      .select(({ fn }) => fn.min("expires_at").as("expires_at"))
      .where("state", "not in", ["closed", "withdrawn", "expired"])
      .executeTakeFirst();
    return row?.expires_at ?? undefined;
  }

  async #settled(reviewCase: ReviewCase): Promise<ReviewCase> {
    const life = atTime(reviewCase.life, this.#parts.clock.now());
    if (life.state === reviewCase.life.state) return reviewCase;
    if (isOver(life)) await this.close(reviewCase, life.state);
    else await this.#reopen(reviewCase);
    return this.read(reviewCase.caseId);
  }

  /** Back to where somebody takes it; what was said for the former viewer key is of no use any more. */
  async #reopen(reviewCase: ReviewCase): Promise<void> {
    const { caseId, recordingId, statements } = reviewCase;
    const { taking: _, ...others } = statements;
    const untaken = { viewer_key: null, taken_by: null, expires_at: null, statements: JSON.stringify(others) };
    await this.update(reviewCase, { state: "open", ...untaken }, async (tables) => {
      await tables.deleteFrom("approval").where("case_id", "=", caseId).execute();
      await this.holds.setOwner(tables, caseId, unownedBy);
    });
    this.#parts.log.info({ caseId, state: "open" }, "case.reopened");
    this.#parts.onChanged(recordingId);
  }

  async #insert(tables: Kysely<Tables>, wanted: NewCase): Promise<{ caseId: CaseId; reviewAt: UnixMs }> {
    const { recordingId, lock, requester, reason, owner, statements } = wanted;
    const codes = wanted.codes === undefined ? null : JSON.stringify(wanted.codes);
    const others = (await casesOfRecording(tables, this.#parts.auditors, recordingId)).filter(
      ({ life }) => !isOver(life),
    );
    const same = others.find((other) => wanted.isSame(other));
    if (same !== undefined) {
      await tables.updateTable("review_case").set({ codes }).where("case_id", "=", same.caseId).execute();
      const hold = await holdOf(tables, recordingId);
      return { caseId: same.caseId, reviewAt: hold?.review_at ?? 0 };
    }
    if (others.length >= openCasesAtMost) throw new ProtocolError("cases_too_many");
    const caseId = newCaseId(this.#parts.random);
    const reviewAt = await this.holds.place(tables, { recordingId, caseId, owner, reason });
    await tables
      .insertInto("review_case")
      .values({
        case_id: caseId,
        recording_id: recordingId,
        lock,
        state: "open",
        requester,
        reason,
        codes,
        statements: JSON.stringify(statements),
        viewer_key: null,
        taken_by: null,
        opened_at: this.#parts.clock.now(),
        expires_at: null,
        closed_at: null,
      })
      .execute();
    this.#parts.log.info({ caseId, lock }, "case.opened");
    return { caseId, reviewAt };
  }

  /** Leaves that are missing are written, and the wardens told. Repeating it changes nothing. */
  async #tell(recordingId: RecordingId): Promise<void> {
    this.#untold.add(recordingId);
    const { database, journal, wardens } = this.#parts;
    const cases = await casesOfRecording(database.tables, this.#parts.auditors, recordingId);
    for (const { caseId, life } of cases) {
      const { lock, requester } = life;
      await logged(async () => {
        if ((await journal.indexOf("case", { caseId })) === undefined) {
          await journal.append("case", { caseId, recordingId, lock, requester }, { caseId, recordingId });
        }
        if (isOver(life) && (await journal.indexOf("case_closed", { caseId })) === undefined) {
          await journal.append("case_closed", { caseId, recordingId }, { caseId, recordingId });
        }
      });
      if (isOver(life)) await entrusted(() => wardens.closeCase(caseId));
    }
    await this.holds.announce(recordingId);
    this.#untold.delete(recordingId);
  }

  #keep(recordingId: RecordingId, error: unknown): void {
    const code = error instanceof ProtocolError ? error.code : "internal";
    this.#parts.log.warn({ recordingId, code }, "case.untold");
  }
}
