/** Reading needs a sharp picture more than a smooth one; larger screens are scaled down. */
const constraints: MediaTrackConstraints = {
  frameRate: { max: 30 },
  width: { max: 1920 },
  height: { max: 1080 },
};

export interface ScreenTrackEvents {
  /** Null takes the picture away. */
  onTrack(track: MediaStreamTrack | null): Promise<void>;
  onCapturing(capturing: boolean): void;
  onFailed(): void;
}

/** The picture of the chosen screen, taken only while it is wanted. */
export class ScreenTrack {
  readonly #events: ScreenTrackEvents;
  #track: MediaStreamTrack | null = null;
  #isWanted = false;
  /** Counts the wishes, so that a picture that comes late is not taken for a newer one. */
  #wish = 0;

  constructor(events: ScreenTrackEvents) {
    this.#events = events;
  }

  async setCapturing(wanted: boolean): Promise<void> {
    if (wanted === this.#isWanted) return;
    this.#isWanted = wanted;
    const wish = ++this.#wish;
    if (!wanted) return this.#stop();
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: constraints, audio: false });
    const [track] = stream.getVideoTracks();
    if (!track) return this.#events.onFailed();
    if (wish !== this.#wish) return track.stop();
    this.#track = track;
    track.addEventListener("ended", () => this.#events.onFailed());
    await this.#events.onTrack(track);
    this.#events.onCapturing(true);
  }

  /** The source first: no further picture exists from here on. */
  async #stop(): Promise<void> {
    this.#track?.stop();
    this.#track = null;
    this.#events.onCapturing(false);
    await this.#events.onTrack(null);
  }
}
