import type { Log } from "../ports.ts";
import type { Holds } from "./holds.ts";
import type { SecretStore } from "./secret-store.ts";
import type { WrappingKeys } from "./wrapping-keys.ts";

export interface Days {
  readonly store: SecretStore;
  readonly keys: WrappingKeys;
  readonly holds: Holds;
  readonly log: Log;
}

/**
 * Destroys the keys of past days under which only held secrets lie, which get keys of their own first. From then on every copy of
 * the day's blobs, in whatever backup, is noise. May be interrupted anywhere and is then simply done again.
 */
export async function retireDays(days: Days, today: string): Promise<void> {
  for (const day of await days.keys.days()) if (day < today) await retireDay(days, day);
}

async function retireDay({ store, holds, log }: Days, day: string): Promise<void> {
  const left = store.underDay(day);
  for (const recordingId of left) if (!holds.isHeld(recordingId)) return;
  const held = [...left];
  for (const recordingId of held) {
    if (await store.moveToHold(recordingId)) continue;
    log.error({ recordingId, day }, "secret.lost");
    return;
  }
  await store.removeDay(day);
  log.info({ day, held: held.length }, "epoch.destroyed");
}

/** The day in UTC. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
