const ticksPerSecond = 90_000;
/** Further off than this is a new beginning (a pause, a new source), not a late packet. */
const newBeginningUs = 2_000_000;
/** How fast the estimate follows a clock that runs slower than ours: the share of the difference taken over a picture. */
const drift = 0.001;

/**
 * Turns RTP timestamps into times of the recording. The RTP clock says how far pictures lie apart, the arrival where they lie:
 * the earliest arrivals count most, since a packet can be late but never early.
 */
export class RtpClock {
  #lastTicks: number | undefined;
  #ticks = 0;
  #offsetUs = 0;

  toRecordingTime(timestamp: number, arrivalUs: number): number {
    if (this.#lastTicks === undefined) {
      this.#lastTicks = timestamp;
      this.#offsetUs = arrivalUs;
      return arrivalUs;
    }
    this.#ticks += (timestamp - this.#lastTicks) | 0;
    this.#lastTicks = timestamp;
    const mediaUs = (this.#ticks / ticksPerSecond) * 1e6;
    const offsetUs = arrivalUs - mediaUs;
    const lateUs = offsetUs - this.#offsetUs;
    if (lateUs < 0 || lateUs > newBeginningUs) this.#offsetUs = offsetUs;
    else this.#offsetUs += lateUs * drift;
    return Math.round(mediaUs + this.#offsetUs);
  }
}
