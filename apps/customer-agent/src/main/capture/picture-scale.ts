import type { PictureArea } from "@ferndiagnose/protocol/ipc";
import type { DesktopArea } from "../session/input-guard.ts";

/** A larger part of the desktop is scaled down, as the picture of a single screen is. */
const maxWidth = 1920;
const maxHeight = 1080;
/** Farther out than any picture reaches. */
const outside = 16_000;

/** From places on the desktop to places in the picture of a part of it. */
export class PictureScale {
  readonly width: number;
  readonly height: number;
  readonly #part: DesktopArea;
  readonly #scale: number;

  constructor(part: DesktopArea) {
    this.#part = part;
    this.#scale = Math.min(1, maxWidth / part.width, maxHeight / part.height);
    // Video has its colours at half the resolution.
    this.width = Math.max(2, Math.floor((part.width * this.#scale) / 2) * 2);
    this.height = Math.max(2, Math.floor((part.height * this.#scale) / 2) * 2);
  }

  /** Edges on the nearest pixels, so that neighbours touch. */
  place(area: DesktopArea): PictureArea {
    return this.#edges(area, Math.round, Math.round);
  }

  /** At least all of it. */
  cover(area: DesktopArea): PictureArea {
    return this.#edges(area, Math.floor, Math.ceil);
  }

  #edges(area: DesktopArea, low: (value: number) => number, high: (value: number) => number): PictureArea {
    const x = within(low((area.x - this.#part.x) * this.#scale));
    const y = within(low((area.y - this.#part.y) * this.#scale));
    const right = within(high((area.x + area.width - this.#part.x) * this.#scale));
    const bottom = within(high((area.y + area.height - this.#part.y) * this.#scale));
    return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
  }
}

function within(value: number): number {
  return Math.min(outside, Math.max(-outside, value));
}
