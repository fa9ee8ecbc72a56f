import type { TimelineEntry } from "./timeline-entry.ts";

/** A time in which not everything could be seen: the customer had covered the picture, or showed chosen windows only. */
export interface CoveredPeriod {
  kind: "paused" | "masked";
  fromMs: number;
  untilMs: number;
}

/** Finds the covered periods by the recorder's markers. What is paused is not counted as masked as well. */
export class CoveredPeriods {
  readonly #periods: CoveredPeriod[] = [];
  #isPaused = false;
  #isMasked = false;
  #sinceMs = 0;

  /** Entries in order of time. */
  push(entry: TimelineEntry): void {
    if (entry.kind !== "marker") return;
    switch (entry.marker) {
      case "paused":
      case "continued":
        this.#closeAt(entry.atMs);
        this.#isPaused = entry.marker === "paused";
        return;
      case "masked":
      case "unmasked":
        this.#closeAt(entry.atMs);
        this.#isMasked = entry.marker === "masked";
        return;
      default:
    }
  }

  /** The whole of it; what lasts at the end of the recording lasts until then. */
  until(endMs: number): CoveredPeriod[] {
    this.#closeAt(endMs);
    return this.#periods;
  }

  #closeAt(atMs: number): void {
    const fromMs = this.#sinceMs;
    this.#sinceMs = Math.max(atMs, fromMs);
    const kind = this.#isPaused ? "paused" : this.#isMasked ? "masked" : undefined;
    if (kind === undefined || atMs <= fromMs) return;
    const last = this.#periods.at(-1);
    if (last?.kind === kind && last.untilMs === fromMs) last.untilMs = atMs;
    else this.#periods.push({ kind, fromMs, untilMs: atMs });
  }
}
