import { RecordingId, SecretDestroyed, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import { type Kysely, type Selectable, sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import type { RecordingState, Tables } from "../database/tables.ts";
import { PurgeFacts, PurgeStep } from "./purge-facts.ts";
import { forgetPersons, isHeld } from "./recording-rows.ts";

/** How long a purger may be silent before another one takes over. */
export const LEASE_MS = 2 * 60_000;

/** A destruction under way, as its row had it when it was read. */
export interface Purge {
  recordingId: RecordingId;
  step: PurgeStep;
  /** Changes are taken only from whoever holds the newest. */
  fence: number;
  facts: PurgeFacts;
  intentLeaf: number | undefined;
  receipts: SecretDestroyed[];
  doneLeaf: number | undefined;
}

export type PurgeChange = Partial<Pick<Purge, "step" | "facts" | "intentLeaf" | "receipts" | "doneLeaf">>;

/** Another purger has taken over: whatever this one had in hand is the other's now. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  readonly code = "purge_lease_lost";
}

/** `held`: somebody needs it. `gone`: another purger was first, or it is destroyed. `unknown`: there is no row of it. */
export type ClaimRefusal = "held" | "gone" | "unknown";

const destructible: readonly RecordingState[] = ["open", "complete", "recovered", "quarantined"];

/** The rows of `purge`: who destroys what, and how far it is. Safe for any number of purgers. */
export class PurgeTable {
  readonly #database: Database;
  readonly #owner: string;

  constructor(database: Database, owner: string) {
    this.#database = database;
    this.#owner = owner;
  }

  /**
   * Decides, in one transaction with the holds, that a recording goes. What was held before stays; a hold that comes after is refused.
   */
  claim(
    recordingId: RecordingId,
    facts: Omit<PurgeFacts, "formerState">,
    nowMs: number,
  ): Promise<Purge | ClaimRefusal> {
    return this.#database.transaction(async (tables) => {
      const row = await tables
        .selectFrom("recording")
        .select("state")
        .where("recording_id", "=", recordingId)
        .executeTakeFirst();
      if (!row) return "unknown";
      if (!destructible.includes(row.state)) return "gone";
      if (await isHeld(tables, recordingId)) return "held";
      await tables
        .updateTable("recording")
        .set({ state: "shredding" })
        .where("recording_id", "=", recordingId)
        .execute();
      const kept = { ...facts, formerState: row.state };
      await tables
        .insertInto("purge")
        .values({
          recording_id: recordingId,
          step: "intended",
          fence: 1,
          owner: this.#owner,
          lease_until: nowMs + LEASE_MS,
          intent_leaf: null,
          wardens: null,
          done_leaf: null,
          certificate: null,
          facts: JSON.stringify(kept),
        })
        .execute();
      return newPurge(recordingId, kept);
    });
  }

  /** Destructions that nobody is working on; all unfinished ones with `force`, for a start: what ran before is gone or will notice. */
  async unattended(nowMs: number, force = false): Promise<RecordingId[]> {
    const rows = await this.#database.tables
      .selectFrom("recording")
      .innerJoin("purge", "purge.recording_id", "recording.recording_id")
      .select(["purge.recording_id", "purge.owner", "purge.lease_until"])
      .where("recording.state", "=", "shredding")
      .execute();
    return rows.filter((row) => force || isFree(row, nowMs)).map(({ recording_id }) => RecordingId.parse(recording_id));
  }

  /** Takes over what another purger left. Undefined when somebody else is at it, or it is done. */
  takeOver(recordingId: RecordingId, nowMs: number, force = false): Promise<Purge | undefined> {
    return this.#database.transaction(async (tables) => {
      const row = await tables
        .selectFrom("purge")
        .selectAll()
        .where("recording_id", "=", recordingId)
        .executeTakeFirst();
      if (!row || row.step === "done" || !(force || isFree(row, nowMs))) return undefined;
      const fence = row.fence + 1;
      await tables
        .updateTable("purge")
        .set({ fence, owner: this.#owner, lease_until: nowMs + LEASE_MS })
        .where("recording_id", "=", recordingId)
        .execute();
      return { ...purgeOf(row), fence };
    });
  }

  /** Notes what was achieved. Throws `LeaseLost` when it is no longer ours. */
  async advance(purge: Purge, change: PurgeChange, nowMs: number): Promise<Purge> {
    const next = { ...purge, ...change };
    await this.#change(this.#database.tables, purge, {
      step: next.step,
      facts: JSON.stringify(next.facts),
      intent_leaf: next.intentLeaf ?? null,
      wardens: next.receipts.length === 0 ? null : JSON.stringify(next.receipts),
      done_leaf: next.doneLeaf ?? null,
      lease_until: nowMs + LEASE_MS,
    });
    return next;
  }

  /** Lets go of a destruction that cannot go on now; the next sweep, of whomever, tries again. */
  async letGo(purge: Purge): Promise<void> {
    await this.#change(this.#database.tables, purge, { owner: null, lease_until: null });
  }

  /** Calls a destruction off before anything was destroyed: the recording is again what it was. */
  callOff(purge: Purge): Promise<void> {
    return this.#database.transaction(async (tables) => {
      await this.#change(tables, purge, { owner: null });
      await tables.deleteFrom("purge").where("recording_id", "=", purge.recordingId).execute();
      await tables
        .updateTable("recording")
        .set({ state: purge.facts.formerState })
        .where("recording_id", "=", purge.recordingId)
        .where("state", "=", "shredding")
        .execute();
    });
  }

  /** The end: the certificate stands, and what is left of the recording's rows relates to no person. */
  finish(purge: Purge, certificate: SignedDeletionCertificate): Promise<void> {
    return this.#database.transaction(async (tables) => {
      await this.#change(tables, purge, {
        step: "done",
        certificate: JSON.stringify(certificate),
        facts: null,
        owner: null,
        lease_until: null,
      });
      await forgetPersons(tables, purge.recordingId);
    });
  }

  /** A database that is older than a destruction learns of it from its certificate. */
  adopt(certificate: SignedDeletionCertificate): Promise<void> {
    const { recordingId } = certificate.certificate;
    const done = {
      ...{ step: "done", owner: null, lease_until: null, facts: null },
      certificate: JSON.stringify(certificate),
    };
    return this.#database.transaction(async (tables) => {
      await tables
        .insertInto("purge")
        .values({ recording_id: recordingId, fence: 1, intent_leaf: null, wardens: null, done_leaf: null, ...done })
        .onConflict((conflict) =>
          conflict
            .column("recording_id")
            .doUpdateSet(({ ref }) => ({ ...done, fence: sql`${ref("purge.fence")} + 1` })),
        )
        .execute();
      await forgetPersons(tables, recordingId);
    });
  }

  async certificateOf(recordingId: string): Promise<SignedDeletionCertificate | undefined> {
    const row = await this.#database.tables
      .selectFrom("purge")
      .select("certificate")
      .where("recording_id", "=", recordingId)
      .executeTakeFirst();
    return row?.certificate ? SignedDeletionCertificate.parse(JSON.parse(row.certificate)) : undefined;
  }

  async #change(tables: Kysely<Tables>, purge: Purge, values: Partial<Tables["purge"]>): Promise<void> {
    const { numUpdatedRows } = await tables
      .updateTable("purge")
      .set(values)
      .where("recording_id", "=", purge.recordingId)
      .where("fence", "=", purge.fence)
      .where("step", "=", purge.step)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new LeaseLost();
  }
}

/** A lease that reaches further than any lease does was given by a clock that has been set back since. */
function isFree(row: Pick<Tables["purge"], "owner" | "lease_until">, nowMs: number): boolean {
  return (
    row.owner === null || row.lease_until === null || row.lease_until < nowMs || row.lease_until > nowMs + LEASE_MS
  );
}

function newPurge(recordingId: RecordingId, facts: PurgeFacts): Purge {
  return { recordingId, step: "intended", fence: 1, facts, intentLeaf: undefined, receipts: [], doneLeaf: undefined };
}

function purgeOf(row: Selectable<Tables["purge"]>): Purge {
  return {
    recordingId: RecordingId.parse(row.recording_id),
    step: PurgeStep.parse(row.step),
    fence: row.fence,
    facts: PurgeFacts.parse(JSON.parse(row.facts ?? "null")),
    intentLeaf: row.intent_leaf ?? undefined,
    receipts: z.array(SecretDestroyed).parse(JSON.parse(row.wardens ?? "[]")),
    doneLeaf: row.done_leaf ?? undefined,
  };
}
