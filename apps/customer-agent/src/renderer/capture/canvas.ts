import type { PictureArea, PictureLayer } from "@ferndiagnose/protocol/ipc";

/** A calm grey that belongs to no program. */
export const blankColor = "#808890";

/** Where pieces are put together. In memory: what is painted is read back with every picture. */
export class Canvas {
  readonly #canvas = new OffscreenCanvas(2, 2);
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor() {
    const context = this.#canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (!context) throw new Error("There is nothing to paint on");
    this.#context = context;
  }

  /** A new size empties it. */
  setSize(width: number, height: number): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }

  /** Paints within these areas, or everywhere. A piece that has no picture stays blank. */
  paint(
    layers: readonly PictureLayer[],
    pictureOf: (piece: number) => VideoFrame | undefined,
    within?: readonly PictureArea[],
  ): void {
    const context = this.#context;
    context.save();
    if (within) {
      context.beginPath();
      for (const area of within) context.rect(...edges(area));
      context.clip();
    }
    context.fillStyle = blankColor;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (const layer of layers) {
      const picture = layer.kind === "piece" ? pictureOf(layer.piece) : undefined;
      if (layer.kind === "blank") context.fillRect(...edges(layer.area));
      else if (!picture) context.fillRect(...edges(layer.shown));
      else this.#paintPiece(picture, layer.whole, layer.shown);
    }
    context.restore();
  }

  frame(): VideoFrame {
    return new VideoFrame(this.#canvas, { timestamp: Math.round(performance.now() * 1_000), alpha: "discard" });
  }

  #paintPiece(picture: VideoFrame, whole: PictureArea, shown: PictureArea): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(...edges(shown));
    context.clip();
    const { displayWidth, displayHeight } = picture;
    // Video has even sizes: a window of an odd one comes a line short, and stretching it by that would blur its text.
    const isAlmost = Math.abs(displayWidth - whole.width) <= 1 && Math.abs(displayHeight - whole.height) <= 1;
    if (isAlmost) context.drawImage(picture, whole.x, whole.y);
    else context.drawImage(picture, ...edges(whole));
    context.restore();
  }
}

function edges({ x, y, width, height }: PictureArea): [number, number, number, number] {
  return [x, y, width, height];
}
