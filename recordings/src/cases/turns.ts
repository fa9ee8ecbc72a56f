/** Lets pieces of work about the same thing follow one another, and those about different things run side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when everything before it about `subject` is done, failed or not. */
  async take<Result>(subject: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(subject) ?? Promise.resolve();
    const turn = before.then(work, work);
    const settled = turn.catch(() => undefined);
    this.#last.set(subject, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(subject) === settled) this.#last.delete(subject);
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }
}
