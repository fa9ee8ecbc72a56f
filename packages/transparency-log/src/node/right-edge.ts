import { concatBytes } from "../bytes.ts";
import { largestPowerOfTwoBelow } from "../subtree.ts";
import { TILE_WIDTH } from "../tile-path.ts";
import { nodeChecks } from "./node-checks.ts";

const { sha256 } = nodeChecks;
const nodePrefix = Uint8Array.of(1);

/** Of each tile level the hashes that stand in no full tile yet: with them a tree can grow and its root be known. */
export interface RightEdge {
  readonly size: number;
  readonly levels: readonly (readonly Uint8Array[])[];
}

export const emptyEdge: RightEdge = { size: 0, levels: [] };

/** A tile as it is after growing, full or not. */
export interface GrownTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
}

/** How many hashes a tree of this size has at this tile level. */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Appends leaves: the new edge, and every tile that became another. */
export function growEdge(edge: RightEdge, leafHashes: readonly Uint8Array[]): { edge: RightEdge; tiles: GrownTile[] } {
  const levels = edge.levels.map((row) => [...row]);
  const tiles: GrownTile[] = [];
  let size = edge.size;
  for (const leafHash of leafHashes) {
    size += 1;
    let carried: Uint8Array | undefined = leafHash;
    for (let level = 0; carried !== undefined; level++) {
      levels[level] ??= [];
      const row = levels[level] as Uint8Array[];
      row.push(carried);
      carried = undefined;
      if (row.length < TILE_WIDTH) continue;
      tiles.push({ level, index: hashesAtLevel(size, level + 1) - 1, hashes: row });
      levels[level] = [];
      carried = rootOf(row);
    }
  }
  for (const [level, hashes] of levels.entries()) {
    const isGrown = hashesAtLevel(size, level) !== hashesAtLevel(edge.size, level);
    if (isGrown && hashes.length > 0) tiles.push({ level, index: hashesAtLevel(size, level + 1), hashes });
  }
  return { edge: { size, levels }, tiles };
}

/** The root of the whole tree. */
export function edgeRoot(edge: RightEdge): Uint8Array {
  let root: Uint8Array | undefined;
  for (const row of edge.levels) {
    const hashes: readonly Uint8Array[] = root === undefined ? row : [...row, root];
    if (hashes.length > 0) root = rootOf(hashes);
  }
  return root ?? sha256(new Uint8Array(0));
}

/** RFC 6962's tree over these hashes of nodes. Expects at least one. */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 1) return hashes[0] as Uint8Array;
  const middle = largestPowerOfTwoBelow(hashes.length);
  return sha256(concatBytes(nodePrefix, rootOf(hashes.slice(0, middle)), rootOf(hashes.slice(middle))));
}
