/** Runs asynchronous work one after the other, in the order of the calls. A failure reaches its caller only. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
