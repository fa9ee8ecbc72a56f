/**
 * The picture that programs/target.py draws over its whole window, and how to read it back from video.
 *
 * The upper four fifths are 8 × 4 colour blocks. The lowest fifth is two rows of 16 black or white blocks: the frame
 * number, highest bit first, and below it the same number with every bit turned round.
 */
export const patternColumns = 8;
export const patternRows = 4;
export const counterBits = 16;
const patternShareOfHeight = 0.8;

/** Far apart in brightness as well as in hue, since video carries colour at half the resolution. */
export const patternPalette: readonly (readonly [number, number, number])[] = [
  [220, 30, 30],
  [30, 170, 40],
  [40, 60, 220],
  [235, 220, 40],
  [200, 60, 200],
  [40, 200, 210],
  [245, 130, 20],
  [110, 110, 110],
];

export function patternColorIndex(column: number, row: number): number {
  return (column + row * 3) % patternPalette.length;
}

export interface RgbaPicture {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}

export interface PictureArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PatternReading {
  /** 0 … 65535. */
  frame: number;
  /** Colour blocks that are what they should be, of 32. */
  matchingBlocks: number;
}

type Color = [number, number, number];

/** Undefined when the counter is unreadable or more than a quarter of the blocks differ: this is not the pattern. */
export function readPattern(picture: RgbaPicture, area: PictureArea = wholeOf(picture)): PatternReading | undefined {
  const frame = readCounter(picture, area);
  if (frame === undefined) return undefined;
  const matchingBlocks = countMatchingBlocks(picture, area);
  return matchingBlocks >= 24 ? { frame, matchingBlocks } : undefined;
}

function wholeOf(picture: RgbaPicture): PictureArea {
  return { x: 0, y: 0, width: picture.width, height: picture.height };
}

function countMatchingBlocks(picture: RgbaPicture, area: PictureArea): number {
  const blockWidth = area.width / patternColumns;
  const blockHeight = (area.height * patternShareOfHeight) / patternRows;
  let matching = 0;
  for (let row = 0; row < patternRows; row++) {
    for (let column = 0; column < patternColumns; column++) {
      const color = blockColor(picture, {
        x: area.x + column * blockWidth,
        y: area.y + row * blockHeight,
        width: blockWidth,
        height: blockHeight,
      });
      if (color && nearestPaletteIndex(color) === patternColorIndex(column, row)) matching++;
    }
  }
  return matching;
}

function readCounter(picture: RgbaPicture, area: PictureArea): number | undefined {
  const width = area.width / counterBits;
  const height = (area.height * (1 - patternShareOfHeight)) / 2;
  const top = area.y + area.height * patternShareOfHeight;
  let frame = 0;
  for (let bit = 0; bit < counterBits; bit++) {
    const x = area.x + bit * width;
    const upper = blockColor(picture, { x, y: top, width, height });
    const lower = blockColor(picture, { x, y: top + height, width, height });
    if (!upper || !lower) return undefined;
    const difference = brightness(upper) - brightness(lower);
    // Black against white is 255; compression and a frame caught between two leave far more than half of it.
    if (Math.abs(difference) < 100) return undefined;
    frame = frame * 2 + (difference > 0 ? 1 : 0);
  }
  return frame;
}

/** The middle of the block, channel by channel the median: a pointer or a blurred edge does not change it. */
function blockColor(picture: RgbaPicture, block: PictureArea): Color | undefined {
  const samples: [number[], number[], number[]] = [[], [], []];
  const steps = 7;
  for (let row = 0; row < steps; row++) {
    for (let column = 0; column < steps; column++) {
      const x = Math.floor(block.x + block.width * (0.25 + (0.5 * column) / (steps - 1)));
      const y = Math.floor(block.y + block.height * (0.25 + (0.5 * row) / (steps - 1)));
      if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return undefined;
      const offset = (y * picture.width + x) * 4;
      for (const channel of [0, 1, 2] as const) samples[channel].push(picture.data[offset + channel] ?? 0);
    }
  }
  return [median(samples[0]), median(samples[1]), median(samples[2])];
}

function nearestPaletteIndex(color: Color): number {
  let nearest = 0;
  let nearestDistance = Number.POSITIVE_INFINITY;
  patternPalette.forEach((candidate, index) => {
    const distance = Math.hypot(color[0] - candidate[0], color[1] - candidate[1], color[2] - candidate[2]);
    if (distance < nearestDistance) {
      nearest = index;
      nearestDistance = distance;
    }
  });
  return nearest;
}

function brightness([red, green, blue]: Color): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}
