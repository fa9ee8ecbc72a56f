import type { PieceRequest } from "@ferndiagnose/protocol/ipc";

/** Reading needs a sharp picture more than a smooth one; larger pictures are scaled down. */
const constraints: MediaTrackConstraints = {
  frameRate: { max: 30 },
  width: { max: 1920 },
  height: { max: 1080 },
};

/**
 * Takes the pieces of one view, one after the other: which source a request gets is the main process's decision, and it
 * decides about one at a time.
 */
export class PieceTaker {
  readonly #view: number;
  readonly #want: (request: PieceRequest) => void;
  #last: Promise<unknown> = Promise.resolve();
  #allowed: { piece: number; resolve: () => void } | undefined;

  constructor(view: number, want: (request: PieceRequest) => void) {
    this.#view = view;
    this.#want = want;
  }

  /** Rejects when the piece may not be taken, or the system does not give it. */
  take(piece: number): Promise<MediaStreamTrack> {
    const taken = this.#last.then(() => this.#takeNext(piece));
    this.#last = taken.catch(() => undefined);
    return taken;
  }

  /** The main process has said so. */
  handleAllowed(view: number, piece: number): void {
    if (view === this.#view && piece === this.#allowed?.piece) this.#allowed.resolve();
  }

  async #takeNext(piece: number): Promise<MediaStreamTrack> {
    await new Promise<void>((resolve) => {
      this.#allowed = { piece, resolve };
      this.#want({ view: this.#view, piece });
    });
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: constraints, audio: false });
    const [track] = stream.getVideoTracks();
    if (!track) throw new Error("There is no picture in it");
    return track;
  }
}
