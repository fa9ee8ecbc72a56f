import {
  type CaseId,
  type EndHold,
  type ExtendHold,
  type HoldView,
  LONGEST_HOLD_MS,
  ProtocolError,
  type RecordingId,
  type UnixMs,
} from "@ferndiagnose/protocol";
import type { Kysely, Selectable } from "kysely";
import type { Tables } from "../database/tables.ts";
import { isOver, isOwnSession } from "./case-life.ts";
import type { CaseParts } from "./case-parts.ts";
import { type ActiveAuditor, checkStatements, requireTwoPersons } from "./check-statement.ts";
import { entrusted, logged } from "./outside-failures.ts";
import { casesOfRecording } from "./review-case.ts";

export interface NewHold {
  readonly recordingId: RecordingId;
  readonly caseId: CaseId;
  readonly owner: string;
  readonly reason: string;
}

/**
 * Keeps recordings from destruction while they are needed: each hold has an owner, a reason and a day of review, and stands in the
 * log. It ends by the word of two auditors, or at its day of review when no case needs it any more.
 */
export class Holds {
  readonly #parts: CaseParts;

  constructor(parts: CaseParts) {
    this.#parts = parts;
  }

  /**
   * Inside the transaction that opens the case. Throws `recording_gone` when the destruction has begun: the table's triggers decide
   * which of the two came first.
   */
  async place(tables: Kysely<Tables>, { recordingId, caseId, owner, reason }: NewHold): Promise<UnixMs> {
    const now = this.#parts.clock.now();
    const before = await holdOf(tables, recordingId);
    const isHeld = before !== undefined && before.ended_at === null;
    const review_at = Math.max(now + LONGEST_HOLD_MS, isHeld ? before.review_at : 0);
    const row = isHeld
      ? { ...before, case_id: caseId, review_at }
      : { recording_id: recordingId, case_id: caseId, owner, reason, review_at, placed_at: now, ended_at: null };
    try {
      await tables
        .insertInto("hold")
        .values(row)
        .onConflict((conflict) => conflict.column("recording_id").doUpdateSet(row))
        .execute();
    } catch (error) {
      if (!(error instanceof Error && error.message.includes("recording_shredding"))) throw error;
      throw new ProtocolError("recording_gone", { cause: error });
    }
    return review_at;
  }

  /** Whoever takes a case answers for its hold. */
  async setOwner(tables: Kysely<Tables>, caseId: CaseId, owner: string): Promise<void> {
    await tables.updateTable("hold").set({ owner }).where("case_id", "=", caseId).execute();
  }

  /** Brings log and wardens to what the table says. Repeating it changes nothing. */
  async announce(recordingId: RecordingId): Promise<void> {
    const { database, journal, wardens } = this.#parts;
    const row = await holdOf(database.tables, recordingId);
    if (row === undefined) return;
    if (row.ended_at === null) {
      const details = { recordingId, caseId: row.case_id, reviewAt: row.review_at };
      const index = await logged(async () => {
        const known = await journal.indexOf("hold", { recordingId });
        const proof = known === undefined ? undefined : await journal.proofOf(known);
        if (known !== undefined && proof?.details["reviewAt"] === row.review_at) return known;
        return journal.append("hold", details, { recordingId });
      });
      await entrusted(async () => wardens.hold({ recordingId, hold: await journal.proofOf(index) }));
      return;
    }
    const index = await logged(async () => {
      const [placed, ended] = await Promise.all([
        journal.indexOf("hold", { recordingId }),
        journal.indexOf("hold_ended", { recordingId }),
      ]);
      const isKnown = ended !== undefined && ended > (placed ?? -1);
      return isKnown ? ended : journal.append("hold_ended", { recordingId }, { recordingId });
    });
    await entrusted(async () => wardens.endHold({ recordingId, hold: await journal.proofOf(index) }));
  }

  /** The same words of two persons move the day of review. */
  async extend(recordingId: RecordingId, { statements }: ExtendHold): Promise<HoldView> {
    const { auditors, clock, database } = this.#parts;
    const now = clock.now();
    const [first] = statements;
    const { reviewAt } = (first as (typeof statements)[number]).statement;
    if (statements.some(({ statement }) => statement.recordingId !== recordingId || statement.reviewAt !== reviewAt)) {
      throw new ProtocolError("statement_invalid");
    }
    await this.#requireTwoIndependent(recordingId, await checkStatements(statements, auditors.active(), now));
    if (reviewAt > now + LONGEST_HOLD_MS || reviewAt <= now) throw new ProtocolError("hold_too_long");
    await database.transaction(async (tables) => {
      const { numUpdatedRows } = await tables
        .updateTable("hold")
        .set({ review_at: reviewAt, reason: (first as (typeof statements)[number]).statement.reason })
        .where("recording_id", "=", recordingId)
        .where("ended_at", "is", null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new ProtocolError("hold_unknown");
    });
    await this.announce(recordingId);
    return { recordingId, reviewAt };
  }

  async end(recordingId: RecordingId, { statements }: EndHold): Promise<HoldView> {
    const { auditors, clock } = this.#parts;
    if (statements.some(({ statement }) => statement.recordingId !== recordingId)) {
      throw new ProtocolError("statement_invalid");
    }
    await this.#requireTwoIndependent(recordingId, await checkStatements(statements, auditors.active(), clock.now()));
    await this.#release(recordingId);
    return { recordingId, reviewAt: null };
  }

  /** Recordings whose hold should have been looked at by now. */
  async due(now: UnixMs): Promise<RecordingId[]> {
    const due = await this.#parts.database.tables
      .selectFrom("hold")
      .select("recording_id")
      .where("ended_at", "is", null)
      .where("review_at", "<=", now)
      .execute();
    return due.map(({ recording_id }) => recording_id as RecordingId);
  }

  /** Ends a hold that nobody extended. False when a case still needs it: nobody gets rid of a complaint by not looking. */
  async lapse(recordingId: RecordingId): Promise<boolean> {
    if (await this.#isNeeded(this.#parts.database.tables, recordingId)) return false;
    await this.#release(recordingId);
    return true;
  }

  async #release(recordingId: RecordingId): Promise<void> {
    const { clock, database } = this.#parts;
    await database.transaction(async (tables) => {
      if (await this.#isNeeded(tables, recordingId)) throw new ProtocolError("case_state_wrong");
      const { numUpdatedRows } = await tables
        .updateTable("hold")
        .set({ ended_at: clock.now() })
        .where("recording_id", "=", recordingId)
        .where("ended_at", "is", null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new ProtocolError("hold_unknown");
    });
    await this.announce(recordingId);
  }

  async #isNeeded(tables: Kysely<Tables>, recordingId: RecordingId): Promise<boolean> {
    const cases = await casesOfRecording(tables, this.#parts.auditors, recordingId);
    return cases.some(({ life }) => !isOver(life));
  }

  async #requireTwoIndependent(recordingId: RecordingId, auditors: readonly ActiveAuditor[]): Promise<void> {
    const row = await this.#parts.database.tables
      .selectFrom("recording")
      .select("technician")
      .where("recording_id", "=", recordingId)
      .executeTakeFirst();
    if (row === undefined) throw new ProtocolError("hold_unknown");
    if (auditors.some((auditor) => isOwnSession(row.technician, auditor))) {
      throw new ProtocolError("approver_was_technician");
    }
    requireTwoPersons(auditors);
  }
}

export function holdOf(tables: Kysely<Tables>, recordingId: string): Promise<Selectable<Tables["hold"]> | undefined> {
  return tables.selectFrom("hold").selectAll().where("recording_id", "=", recordingId).executeTakeFirst();
}
