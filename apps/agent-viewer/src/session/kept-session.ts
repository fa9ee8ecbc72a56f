import { SessionCreated } from "@ferndiagnose/protocol";
import type { NewSession } from "../http/portal-api.ts";

const place = "ferndiagnose.session";

/** Keeps the running session for this tab alone, so that reloading the page attaches to it again. */
export function keepSession(storage: Pick<Storage, "setItem">, session: NewSession): void {
  storage.setItem(place, JSON.stringify(session));
}

export function forgetSession(storage: Pick<Storage, "removeItem">): void {
  storage.removeItem(place);
}

/** The kept session, or nothing; what cannot be read is as good as nothing. */
export function keptSession(storage: Pick<Storage, "getItem">): NewSession | undefined {
  const text = storage.getItem(place);
  if (text === null) return undefined;
  let kept: { created?: unknown; serverAheadMs?: unknown } | null;
  try {
    kept = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const created = SessionCreated.safeParse(kept?.created);
  if (!created.success || typeof kept?.serverAheadMs !== "number") return undefined;
  return { created: created.data, serverAheadMs: kept.serverAheadMs };
}
