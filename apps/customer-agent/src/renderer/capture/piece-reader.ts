/** The pictures of one piece, as they come: the newest one is kept, and what is no change is told apart. */
export class PieceReader {
  readonly #track: MediaStreamTrack;
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  readonly #onFrame: (change: "changed" | "same" | "ended") => void;
  #frame: VideoFrame | undefined;
  #bytes = new Uint8Array(0);
  #spare = new Uint8Array(0);
  #isStopped = false;

  constructor(track: MediaStreamTrack, onFrame: (change: "changed" | "same" | "ended") => void) {
    this.#track = track;
    this.#reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    this.#onFrame = onFrame;
    void this.#read();
  }

  /** Undefined before the first and after the last. */
  get frame(): VideoFrame | undefined {
    return this.#frame;
  }

  stop(): void {
    this.#isStopped = true;
    this.#track.stop();
    this.#frame?.close();
    this.#frame = undefined;
  }

  async #read(): Promise<void> {
    for (;;) {
      const { value: frame, done } = await this.#reader.read();
      if (done || this.#isStopped) {
        frame?.close();
        break;
      }
      const isSame = await this.#isSame(frame);
      if (this.#isStopped) {
        frame.close();
        break;
      }
      if (isSame) frame.close();
      else {
        this.#frame?.close();
        this.#frame = frame;
      }
      this.#onFrame(isSame ? "same" : "changed");
    }
    if (this.#isStopped) return;
    this.stop();
    this.#onFrame("ended");
  }

  /** The system gives thirty pictures a second, whether anything moves or not. */
  async #isSame(frame: VideoFrame): Promise<boolean> {
    const last = this.#bytes;
    this.#bytes = await this.#bytesOf(frame);
    this.#spare = last;
    const kept = this.#frame;
    if (!kept || kept.displayWidth !== frame.displayWidth || kept.displayHeight !== frame.displayHeight) return false;
    return this.#bytes.byteLength > 0 && areEqual(this.#bytes, last);
  }

  /** Nothing where the picture cannot be read, as when it lies with the graphics card. */
  async #bytesOf(frame: VideoFrame): Promise<Uint8Array<ArrayBuffer>> {
    if (frame.format === null) return new Uint8Array(0);
    const length = frame.allocationSize();
    // Whole words are compared.
    const room = Math.ceil(length / 4) * 4;
    const bytes = this.#spare.byteLength === room ? this.#spare : new Uint8Array(room);
    return frame.copyTo(bytes.subarray(0, length)).then(
      () => bytes,
      () => new Uint8Array(0),
    );
  }
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.byteLength !== other.byteLength) return false;
  const ones = new Uint32Array(one.buffer);
  const others = new Uint32Array(other.buffer);
  const length = ones.length;
  for (let at = 0; at < length; at++) if (ones[at] !== others[at]) return false;
  return true;
}
