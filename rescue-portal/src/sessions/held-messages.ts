/** Messages for somebody who is not ready yet: a bounded queue in front of a destination. */
export class HeldMessages<Message> {
  readonly #limit: number;
  #held: Message[] = [];
  #send: ((message: Message) => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Sends at once or keeps; false when there is no room and the message is lost. */
  send(message: Message): boolean {
    if (this.#send) {
      this.#send(message);
      return true;
    }
    if (this.#held.length >= this.#limit) return false;
    this.#held.push(message);
    return true;
  }

  /** Opens the way: first what was kept, in order, then everything as it comes. */
  open(send: (message: Message) => void): void {
    const held = this.#held;
    this.#held = [];
    this.#send = send;
    for (const message of held) send(message);
  }

  /** From now on messages are kept. */
  shut(): void {
    this.#send = undefined;
  }
}
