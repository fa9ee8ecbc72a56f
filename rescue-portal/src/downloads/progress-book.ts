import type { SessionId } from "@ferndiagnose/protocol";
import type { ByteRange } from "./byte-range.ts";

/** How far the downloads of running sessions have come, in memory only and no longer than the session. */
export class ProgressBook {
  /** Of each file what was sent: in order, without overlaps. */
  readonly #sent = new Map<SessionId, Map<string, readonly ByteRange[]>>();
  readonly #finished = new Set<SessionId>();

  started(sessionId: SessionId, name: string): void {
    const files = this.#sent.get(sessionId) ?? new Map<string, readonly ByteRange[]>();
    this.#sent.set(sessionId, files.set(name, files.get(name) ?? []));
  }

  /** A program that fetches a file in pieces has it when nothing is missing; the same piece twice is one. */
  sent(sessionId: SessionId, { name, size }: { name: string; size: number }, range: ByteRange): void {
    const files = this.#sent.get(sessionId);
    if (files === undefined || range.start >= range.end) return;
    const ranges = withRange(files.get(name) ?? [], range);
    files.set(name, ranges);
    if (ranges[0]?.start === 0 && ranges[0].end === size) this.#finished.add(sessionId);
  }

  of(sessionId: SessionId): "downloading" | "downloaded" | undefined {
    if (this.#finished.has(sessionId)) return "downloaded";
    return this.#sent.has(sessionId) ? "downloading" : undefined;
  }

  forget(sessionId: SessionId): void {
    this.#sent.delete(sessionId);
    this.#finished.delete(sessionId);
  }
}

function withRange(ranges: readonly ByteRange[], { start, end }: ByteRange): readonly ByteRange[] {
  const touching = ranges.filter((other) => other.start <= end && other.end >= start);
  const joined = {
    start: Math.min(start, ...touching.map((other) => other.start)),
    end: Math.max(end, ...touching.map((other) => other.end)),
  };
  const apart = ranges.filter((other) => !touching.includes(other));
  return [...apart, joined].sort((one, other) => one.start - other.start);
}
