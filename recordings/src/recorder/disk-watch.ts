import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Clock, Log, Timer } from "../ports.ts";
import { type DiskLevel, nextDiskLevel } from "./disk-level.ts";

export interface DiskWatchOptions {
  blobs: Pick<BlobStore, "freeBytes">;
  clock: Clock;
  log: Log;
  reserveBytesPerSession: number;
  /** Sessions that are recorded, or just being armed. */
  liveSessions: () => number;
  onChange: (level: DiskLevel) => void;
}

const intervalMs = 1_000;

/** Looks every second how much room the archive has. A disk that does not even say so takes no new sessions. */
export class DiskWatch {
  readonly #options: DiskWatchOptions;
  #level: DiskLevel = "ok";
  #timer: Timer | undefined;
  #isRunning = false;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  /** Resolves when the first look is done. */
  async start(): Promise<void> {
    this.#isRunning = true;
    await this.#lookAndGoOn();
  }

  stop(): void {
    this.#isRunning = false;
    this.#timer?.cancel();
  }

  level(): DiskLevel {
    return this.#level;
  }

  /** Looks now: before a session is armed the last second does not count. */
  async check(): Promise<DiskLevel> {
    const { blobs, liveSessions, reserveBytesPerSession, log } = this.#options;
    try {
      const freeBytes = await blobs.freeBytes();
      const use = { freeBytes, liveSessions: liveSessions(), reserveBytesPerSession };
      this.#enter(nextDiskLevel(this.#level, use), freeBytes);
    } catch (error) {
      log.error({ code: (error as NodeJS.ErrnoException).code ?? "internal" }, "disk.unreadable");
      if (this.#level !== "end_sessions") this.#enter("no_new_sessions", undefined);
    }
    return this.#level;
  }

  async #lookAndGoOn(): Promise<void> {
    await this.check();
    if (this.#isRunning) this.#timer = this.#options.clock.setTimer(intervalMs, () => void this.#lookAndGoOn());
  }

  #enter(level: DiskLevel, freeBytes: number | undefined): void {
    if (level === this.#level) return;
    const before = this.#level;
    this.#level = level;
    this.#options.log.warn({ before, level, freeBytes }, "disk.level");
    this.#options.onChange(level);
  }
}
