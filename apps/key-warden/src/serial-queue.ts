/** Runs one piece of work after the other, in the order they came. A failing one does not stop the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything handed in so far is over. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
