/** From good to bad. `no_new_sessions`: those that run go on. `end_sessions`: they end in order while there is room for their ends. */
export const diskLevels = ["ok", "warn", "no_new_sessions", "end_sessions"] as const;
export type DiskLevel = (typeof diskLevels)[number];

export interface DiskUse {
  freeBytes: number;
  /** Recorded, or just being armed. */
  liveSessions: number;
  reserveBytesPerSession: number;
}

/** Each level holds below this share of the reserve for all live sessions and one more. */
const shares = { warn: 2, no_new_sessions: 1, end_sessions: 0.5 } as const;
/** A level is left only when there is this much more than what it began at, so that it does not flutter. */
const recovery = 1.25;

/** The level that follows on `before`. Worse at once, better only well past the threshold. There is no override. */
export function nextDiskLevel(before: DiskLevel, use: DiskUse): DiskLevel {
  const worst = levelAt(use, 1);
  if (rank(worst) >= rank(before)) return worst;
  const recovered = levelAt(use, recovery);
  return rank(recovered) < rank(before) ? recovered : before;
}

function levelAt({ freeBytes, liveSessions, reserveBytesPerSession }: DiskUse, factor: number): DiskLevel {
  const reserve = reserveBytesPerSession * (liveSessions + 1) * factor;
  // A free space that is not even a number is no free space.
  if (!(freeBytes >= reserve * shares.end_sessions)) return "end_sessions";
  if (freeBytes < reserve * shares.no_new_sessions) return "no_new_sessions";
  return freeBytes < reserve * shares.warn ? "warn" : "ok";
}

function rank(level: DiskLevel): number {
  return diskLevels.indexOf(level);
}
