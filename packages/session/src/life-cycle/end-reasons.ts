import type { Actor, EndReason, SessionStateName } from "@ferndiagnose/protocol";

type EndState = Extract<SessionStateName, "ended" | "expired" | "refused" | "withdrawn" | "aborted">;

type Row = { readonly state: EndState; readonly actors: readonly Actor[] };

/** To which end state a reason leads, and who can give it. The customer's program ends by its own judgement too. */
export const endReasons = {
  customer_f11: { state: "ended", actors: ["customer"] },
  customer_off: { state: "ended", actors: ["customer"] },
  customer_closed_window: { state: "ended", actors: ["customer"] },
  customer_quit: { state: "ended", actors: ["customer"] },
  technician_ended: { state: "ended", actors: ["technician"] },
  key_expired: { state: "expired", actors: ["server"] },
  consent_refused: { state: "refused", actors: ["customer"] },
  technician_turned_away: { state: "refused", actors: ["technician"] },
  /** By the customer, or by the hotline on their behalf (promise 3). */
  consent_withdrawn: { state: "withdrawn", actors: ["customer", "technician"] },
  customer_lost: { state: "aborted", actors: ["server"] },
  technician_lost: { state: "aborted", actors: ["server"] },
  recorder_not_ready: { state: "aborted", actors: ["server"] },
  recorder_lost: { state: "aborted", actors: ["server", "customer"] },
  recording_not_durable: { state: "aborted", actors: ["server", "customer"] },
  recorder_disk_full: { state: "aborted", actors: ["server"] },
  media_failed: { state: "aborted", actors: ["server", "customer"] },
  server_stopped: { state: "aborted", actors: ["server", "customer"] },
  program_failed: { state: "aborted", actors: ["server", "customer"] },
} as const satisfies Record<EndReason, Row>;

/** Whether `actor` can end a session for `reason`: nobody signs with another's name. */
export function mayEndFor(actor: Actor, reason: EndReason): boolean {
  const row: Row = endReasons[reason];
  return row.actors.includes(actor);
}
