/** Pieces come each at their own time; together they make no more pictures than one screen does. */
const minIntervalMs = 20;
/** After a change the same picture goes out a few more times: an encoder refines what was coarse at first. */
const refinements = 8;
const refineIntervalMs = 100;
/** And then seldom: somebody who comes later needs one to begin with. */
const idleIntervalMs = 1_000;

/** The track of a composed picture. A still picture makes almost no frames. */
export class OutputTrack {
  readonly #generator = new MediaStreamTrackGenerator({ kind: "video" });
  readonly #writer = this.#generator.writable.getWriter();
  readonly #draw: () => VideoFrame;
  readonly #idle: ReturnType<typeof setInterval>;
  #isChanged = false;
  #refinementsLeft = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(draw: () => VideoFrame) {
    this.#draw = draw;
    this.#idle = setInterval(() => this.tick(), refineIntervalMs);
  }

  get track(): MediaStreamTrack {
    return this.#generator;
  }

  change(): void {
    this.#isChanged = true;
    this.#refinementsLeft = refinements;
    this.tick();
  }

  /** Time has passed. */
  tick(): void {
    const elapsedMs = performance.now() - this.#lastMs;
    if (elapsedMs < this.#dueAfterMs()) return;
    if (!this.#isChanged && this.#refinementsLeft > 0) this.#refinementsLeft--;
    this.#isChanged = false;
    this.#lastMs = performance.now();
    const frame = this.#draw();
    // A stopped track takes none, and whatever is not taken must be given back.
    this.#writer.write(frame).catch(() => frame.close());
  }

  stop(): void {
    clearInterval(this.#idle);
    this.#generator.stop();
  }

  #dueAfterMs(): number {
    if (this.#isChanged) return minIntervalMs;
    return this.#refinementsLeft > 0 ? refineIntervalMs : idleIntervalMs;
  }
}
