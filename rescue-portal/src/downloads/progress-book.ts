import type { SessionId } from "@ferndiagnose/protocol";

/** How far the downloads of running sessions have come, in memory only and no longer than the session. */
export class ProgressBook {
  readonly #sent = new Map<SessionId, Map<string, number>>();
  readonly #finished = new Set<SessionId>();

  started(sessionId: SessionId, name: string): void {
    const files = this.#sent.get(sessionId) ?? new Map<string, number>();
    this.#sent.set(sessionId, files.set(name, files.get(name) ?? 0));
  }

  /** So many bytes more were sent; a program that fetches a file in pieces has it when their sum reaches the size. */
  sent(sessionId: SessionId, name: string, bytes: number, size: number): void {
    const files = this.#sent.get(sessionId);
    if (files === undefined) return;
    const total = (files.get(name) ?? 0) + bytes;
    files.set(name, total);
    if (total >= size) this.#finished.add(sessionId);
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
