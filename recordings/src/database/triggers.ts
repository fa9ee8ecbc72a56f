import { type Kysely, sql } from "kysely";

/**
 * What no mistake in the programs above may do. The messages are codes:
 * `recording_held`, `recording_shredding` (a hold comes too late), `recording_destroyed`.
 */
export async function createTriggers(db: Kysely<unknown>): Promise<void> {
  const unendedHold = sql`exists (select 1 from hold where hold.recording_id = new.recording_id and hold.ended_at is null)`;
  await sql`create trigger recording_held before update of state on recording
    when new.state in ('shredding', 'destroyed') and new.state <> old.state and ${unendedHold}
    begin select raise(abort, 'recording_held'); end`.execute(db);

  await sql`create trigger recording_stays_destroyed before update on recording
    when old.state = 'destroyed' and (new.state <> 'destroyed' or new.recording_id <> old.recording_id)
    begin select raise(abort, 'recording_destroyed'); end`.execute(db);
  await sql`create trigger recording_tombstone_stays before delete on recording
    when old.state = 'destroyed'
    begin select raise(abort, 'recording_destroyed'); end`.execute(db);

  const isGoing = sql`exists (select 1 from recording
    where recording.recording_id = new.recording_id and recording.state in ('shredding', 'destroyed'))`;
  for (const event of ["insert", "update"]) {
    await sql`create trigger ${sql.raw(`hold_too_late_${event}`)} before ${sql.raw(event)} on hold
      when new.ended_at is null and ${isGoing}
      begin select raise(abort, 'recording_shredding'); end`.execute(db);
  }
}
