import type { Picture } from "./picture.ts";

/** One piece as it comes: nothing is cut out of a whole screen. */
export class DirectPicture implements Picture {
  readonly track: MediaStreamTrack;

  constructor(track: MediaStreamTrack, onFailed: () => void) {
    this.track = track;
    track.addEventListener("ended", onFailed);
  }

  setLayout(): void {
    // It is where it is.
  }

  stop(): void {
    this.track.stop();
  }
}
