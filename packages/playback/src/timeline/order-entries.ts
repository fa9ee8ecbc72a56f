import type { TimelineEntry } from "./timeline-entry.ts";

/** Records of different sources share a frame in order; from frame to frame they may overlap by less than this. */
const overlapMs = 2_000;

/** Puts timeline entries into the order of their times while they come. */
export class EntryOrder {
  #held: TimelineEntry[] = [];

  push(entry: TimelineEntry): TimelineEntry[] {
    let index = this.#held.length;
    while (index > 0 && (this.#held[index - 1]?.atMs ?? 0) > entry.atMs) index--;
    this.#held.splice(index, 0, entry);
    const newestMs = this.#held.at(-1)?.atMs ?? 0;
    const keepFrom = this.#held.findIndex(({ atMs }) => atMs > newestMs - overlapMs);
    return this.#held.splice(0, keepFrom);
  }

  end(): TimelineEntry[] {
    return this.#held.splice(0);
  }
}
