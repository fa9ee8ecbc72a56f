/**
 * How many points of this picture lie in the foreign window's colours, with all eight around them: compression makes single
 * points of any colour at edges. `channels` are the bytes of one point. Stands on its own, since it also runs in a page.
 */
export function countForeign(data: Uint8Array | Uint8ClampedArray, width: number, channels: number): number {
  const isForeign = (point: number): boolean => {
    const red = data[point * channels] ?? 0;
    const green = data[point * channels + 1] ?? 0;
    const blue = data[point * channels + 2] ?? 0;
    const isGreen = red < 70 && green > 210 && blue < 70;
    const isMagenta = red > 230 && green < 50 && blue > 230;
    return isGreen || isMagenta;
  };
  const height = data.length / channels / width;
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  let count = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const point = y * width + x;
      if (isForeign(point) && around.every((step) => isForeign(point + step))) count++;
    }
  }
  return count;
}
