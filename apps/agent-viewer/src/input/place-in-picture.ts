/** A place as fractions of the shared picture (protocol, channel/input). */
export interface Place {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface PictureSize {
  width: number;
  height: number;
}

/** Where the picture itself lies in an element that shows it whole and centred (CSS `object-fit: contain`). */
export function pictureBox(element: Box, picture: PictureSize): Box {
  const scale = Math.min(element.width / picture.width, element.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    left: element.left + (element.width - width) / 2,
    top: element.top + (element.height - height) / 2,
    width,
    height,
  };
}

/**
 * The middle of the picture's pixel under a point of the page, so that the customer's side finds that very pixel at any
 * scale: `floor(x * width)` gives it back. Nothing beside the picture, unless `clamp` asks for the nearest pixel.
 */
export function placeInPicture(
  point: { clientX: number; clientY: number },
  box: Box,
  picture: PictureSize,
  clamp = false,
): Place | undefined {
  if (!(box.width > 0 && box.height > 0 && picture.width > 0 && picture.height > 0)) return undefined;
  const column = Math.floor(((point.clientX - box.left) / box.width) * picture.width);
  const row = Math.floor(((point.clientY - box.top) / box.height) * picture.height);
  const isInside = column >= 0 && row >= 0 && column < picture.width && row < picture.height;
  if (!isInside && !clamp) return undefined;
  return {
    x: (limit(column, picture.width) + 0.5) / picture.width,
    y: (limit(row, picture.height) + 0.5) / picture.height,
  };
}

function limit(pixel: number, size: number): number {
  return Math.min(size - 1, Math.max(0, pixel));
}
