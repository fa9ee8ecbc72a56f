import { decodeBundle } from "../entry-bundle.ts";
import { TransparencyLogError } from "../errors.ts";
import type { SubtreeHash } from "../merkle-proofs.ts";
import { TILE_WIDTH, tilePath } from "../tile-path.ts";
import type { LogFiles } from "./log-files.ts";
import { decodeTile, type LogState } from "./log-state.ts";
import { rootOf } from "./right-edge.ts";

/** Levels of the tree that one level of tiles spans. */
const levelsOfTile = 8;
const mostKept = 64;

/** Hashes and entries of a log: the newest from memory, the others from full tiles, which never change. */
export class TileReader {
  readonly #files: LogFiles;
  readonly #state: () => LogState;
  readonly #kept = new Map<string, readonly Uint8Array[]>();

  constructor(files: LogFiles, state: () => LogState) {
    this.#files = files;
    this.#state = state;
  }

  readonly hashOf: SubtreeHash = async ({ level, index }) => {
    const tileLevel = Math.floor(level / levelsOfTile);
    const span = 2 ** (level % levelsOfTile);
    const first = index * span;
    const hashes = await this.#tile(tileLevel, Math.floor(first / TILE_WIDTH));
    return rootOf(hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + span));
  };

  async entry(index: number): Promise<Uint8Array> {
    const { edge, entries } = this.#state();
    if (!Number.isSafeInteger(index) || index < 0 || index >= edge.size) {
      throw new TransparencyLogError("range_invalid", { about: `leaf ${index} of ${edge.size}` });
    }
    const bundle = Math.floor(index / TILE_WIDTH);
    const isNewest = bundle === Math.floor(edge.size / TILE_WIDTH);
    const all = isNewest ? entries : await this.#full("entries", bundle);
    return (all[index % TILE_WIDTH] as Uint8Array).slice();
  }

  async #tile(level: number, index: number): Promise<readonly Uint8Array[]> {
    const { edge } = this.#state();
    const isNewest = index === Math.floor(edge.size / TILE_WIDTH ** (level + 1));
    return isNewest ? (edge.levels[level] ?? []) : this.#full(level, index);
  }

  async #full(level: number | "entries", index: number): Promise<readonly Uint8Array[]> {
    const path = tilePath({ level, index, width: TILE_WIDTH });
    const kept = this.#kept.get(path);
    if (kept !== undefined) return kept;
    const bytes = await this.#files.read(path);
    if (bytes === undefined) throw new TransparencyLogError("log_damaged", { about: path });
    const parts = level === "entries" ? decodeBundle(bytes, TILE_WIDTH) : decodeTile(bytes, TILE_WIDTH);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(path, parts);
    return parts;
  }
}
