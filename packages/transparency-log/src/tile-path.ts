/** C2SP tlog-tiles: hashes of a tile, entries of a bundle. */
export const TILE_WIDTH = 256;

/** A tile of hashes at its level, or a bundle of entries. `width` is below 256 for a partial one. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
}

/** Where the tile is below the log's prefix or directory: `tile/0/x001/x234/067`, `tile/entries/000.p/17`. */
export function tilePath({ level, index, width }: Tile): string {
  return width === TILE_WIDTH ? fullTilePath(level, index) : `${fullTilePath(level, index)}.p/${width}`;
}

export function fullTilePath(level: Tile["level"], index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  return `tile/${level}/${groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/")}`;
}

const resource =
  /^(?:checkpoint|tile\/(?:entries|[0-9]|[1-5][0-9]|6[0-3])\/(?:x[0-9]{3}\/){0,5}[0-9]{3}(?:\.p\/[1-9][0-9]{0,2})?)$/;

/** Whether this is a path at which a log may serve something. */
export function isLogPath(path: string): boolean {
  return resource.test(path);
}
