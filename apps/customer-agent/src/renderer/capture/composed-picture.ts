import type { PictureLayer, PictureLayout } from "@ferndiagnose/protocol/ipc";
import { Canvas } from "./canvas.ts";
import { OutputTrack } from "./output-track.ts";
import type { Picture } from "./picture.ts";
import { PieceReader } from "./piece-reader.ts";
import type { PieceTaker } from "./piece-taker.ts";

type PieceLayer = Extract<PictureLayer, { kind: "piece" }>;

/** A piece that could not be taken is tried again no sooner. */
const retryAfterMs = 1_000;

/**
 * Several pieces, each at its place, and nothing else. What is painted comes from the pieces' own pictures only; what
 * the layout does not name is painted over before anything else happens.
 */
export class ComposedPicture implements Picture {
  readonly #taker: PieceTaker;
  readonly #canvas = new Canvas();
  readonly #output = new OutputTrack(() => this.#canvas.frame());
  readonly #pieces = new Map<number, PieceReader>();
  readonly #taking = new Set<number>();
  #layout: PictureLayout | undefined;
  #isStopped = false;

  constructor(taker: PieceTaker) {
    this.#taker = taker;
  }

  get track(): MediaStreamTrack {
    return this.#output.track;
  }

  setLayout(layout: PictureLayout): void {
    if (this.#isStopped) return;
    this.#layout = layout;
    const named = new Set(layout.layers.filter(isPiece).map(({ piece }) => piece));
    for (const [number, piece] of this.#pieces) {
      if (named.has(number)) continue;
      piece.stop();
      this.#pieces.delete(number);
    }
    this.#canvas.setSize(layout.width, layout.height);
    this.#paint();
    for (const number of named) this.#take(number);
  }

  stop(): void {
    this.#isStopped = true;
    for (const piece of this.#pieces.values()) piece.stop();
    this.#pieces.clear();
    this.#output.stop();
  }

  #take(number: number): void {
    if (this.#pieces.has(number) || this.#taking.has(number)) return;
    this.#taking.add(number);
    this.#taker.take(number).then(
      (track) => {
        this.#taking.delete(number);
        if (!this.#isNamed(number)) return track.stop();
        this.#pieces.set(number, new PieceReader(track, (change) => this.#handleFrame(number, change)));
      },
      // Windows come and go: the next layout or the next try tells.
      () => setTimeout(() => this.#retry(number), retryAfterMs),
    );
  }

  #retry(number: number): void {
    this.#taking.delete(number);
    if (this.#isNamed(number)) this.#take(number);
  }

  #isNamed(number: number): boolean {
    if (this.#isStopped) return false;
    return this.#layout?.layers.some((layer) => isPiece(layer) && layer.piece === number) ?? false;
  }

  #handleFrame(number: number, change: "changed" | "same" | "ended"): void {
    if (this.#isStopped) return;
    if (change === "same") {
      this.#output.tick();
      return;
    }
    if (change === "ended") {
      this.#pieces.delete(number);
      this.#taking.add(number);
      setTimeout(() => this.#retry(number), retryAfterMs);
    }
    this.#paint(number);
  }

  /** Everything, or what lies where this piece is. */
  #paint(number?: number): void {
    const layers = this.#layout?.layers ?? [];
    const areas = layers.filter(isPiece).flatMap(({ piece, shown }) => (piece === number ? [shown] : []));
    this.#canvas.paint(layers, (piece) => this.#pieces.get(piece)?.frame, number === undefined ? undefined : areas);
    this.#output.change();
  }
}

function isPiece(layer: PictureLayer): layer is PieceLayer {
  return layer.kind === "piece";
}
