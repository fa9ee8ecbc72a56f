import { decodeBundle } from "../entry-bundle.ts";
import { TransparencyLogError } from "../errors.ts";
import { TILE_WIDTH, type Tile, tilePath } from "../tile-path.ts";
import type { Commits } from "./commit.ts";
import { type LogFiles, parentOf } from "./log-files.ts";
import { decodeTile, type LogState, matches } from "./log-state.ts";
import { hashesAtLevel } from "./right-edge.ts";

/** More tiles than one group of entries can begin. */
const tilesAhead = 24;

/**
 * After a crash: entries whose bundle and tile both reached the disk are taken into the log, since a head over them may have been
 * signed; what is left over of others is removed.
 */
export async function recoverLog(files: LogFiles, state: LogState, commits: Commits): Promise<LogState> {
  const found = await findWhole(files, state);
  const overwrite = async (path: string, bytes: Uint8Array) => {
    await files.remove(`${path}.new`);
    await files.create(`${path}.new`, bytes);
    await files.sync(`${path}.new`);
    await files.rename(`${path}.new`, path);
  };
  const recovered = found.length === 0 ? state : await commits.commit(state, found, overwrite);
  await removeBeyond(files, recovered.edge.size);
  return recovered;
}

/** The entries beyond the head that can be read whole, in order and without a gap. */
async function findWhole(files: LogFiles, state: LogState): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  let known = state.entries;
  for (let index = Math.floor(state.edge.size / TILE_WIDTH); ; index++) {
    const widest = await findBundle(files, index, known);
    found.push(...widest.slice(known.length));
    known = [];
    if (widest.length < TILE_WIDTH) return found;
  }
}

/** The widest bundle of this index that continues the entries known already and that its tile of level 0 agrees with. */
async function findBundle(
  files: LogFiles,
  index: number,
  known: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const partial = await files.list(parentOf(tilePath({ level: "entries", index, width: 1 })));
  const widths = [TILE_WIDTH, ...partial.map(Number).sort((a, b) => b - a)].filter((width) => width > known.length);
  for (const width of widths) {
    const bundle = await files.read(tilePath({ level: "entries", index, width }));
    const tile = await files.read(tilePath({ level: 0, index, width }));
    if (bundle === undefined || tile === undefined) continue;
    const entries = wholeEntries(bundle, tile, width);
    if (
      entries !== undefined &&
      known.every((entry, at) => Buffer.compare(entry, entries[at] ?? new Uint8Array()) === 0)
    )
      return entries;
  }
  return known;
}

function wholeEntries(bundle: Uint8Array, tile: Uint8Array, width: number): Uint8Array[] | undefined {
  try {
    const entries = decodeBundle(bundle, width);
    return matches(entries, decodeTile(tile, width)) ? entries : undefined;
  } catch (error) {
    // Torn by the crash: nothing was signed over it.
    if (error instanceof TransparencyLogError && error.code === "tile_malformed") return undefined;
    throw error;
  }
}

async function removeBeyond(files: LogFiles, size: number): Promise<void> {
  const levels = (await files.list("tile")).filter((name) => /^[0-9]+$/.test(name)).map(Number);
  for (const level of ["entries" as const, ...levels]) await removeBeyondAt(files, level, size);
}

async function removeBeyondAt(files: LogFiles, level: Tile["level"], size: number): Promise<void> {
  const count = hashesAtLevel(size, level === "entries" ? 0 : level);
  const changed = new Set<string>();
  const remove = async (path: string) => {
    await files.remove(path);
    changed.add(parentOf(path));
  };
  const first = Math.floor(count / TILE_WIDTH);
  for (let index = first; index < first + tilesAhead; index++) {
    const full = tilePath({ level, index, width: TILE_WIDTH });
    const width = index === first ? count % TILE_WIDTH : 0;
    const siblings = await files.list(parentOf(full));
    const name = full.slice(full.lastIndexOf("/") + 1);
    for (const left of siblings.filter((one) => one === name || one === `${name}.new`))
      await remove(`${parentOf(full)}/${left}`);
    if (!siblings.includes(`${name}.p`)) continue;
    if (width === 0) await remove(`${full}.p`);
    else {
      const partial = await files.list(`${full}.p`);
      for (const one of partial.filter((text) => !(Number(text) <= width))) await remove(`${full}.p/${one}`);
    }
  }
  for (const directory of changed) await files.syncDirectory(directory);
}
