/** Adds up fractions of wheel turns until they make whole notches. */
export class WheelNotches {
  #dx = 0;
  #dy = 0;

  /** Whole notches that are due now; positive is down and right. */
  add(dx: number, dy: number): { x: number; y: number } {
    // A turn back cancels what was left of the turn before.
    this.#dx = Math.sign(dx) === -Math.sign(this.#dx) ? dx : this.#dx + dx;
    this.#dy = Math.sign(dy) === -Math.sign(this.#dy) ? dy : this.#dy + dy;
    const x = Math.trunc(this.#dx);
    const y = Math.trunc(this.#dy);
    this.#dx -= x;
    this.#dy -= y;
    return { x, y };
  }
}
