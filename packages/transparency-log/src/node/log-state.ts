import { equalBytes } from "../bytes.ts";
import { formatCheckpoint, openCheckpoint } from "../checkpoint.ts";
import { decodeBundle } from "../entry-bundle.ts";
import { TransparencyLogError } from "../errors.ts";
import { HASH_BYTES } from "../merkle-hash.ts";
import { type NoteSigner, signNote } from "../note-signer.ts";
import { formatNote } from "../signed-note.ts";
import { fullTilePath, TILE_WIDTH, type Tile, tilePath } from "../tile-path.ts";
import type { TreeHead } from "../verify-consistency.ts";
import { fromUtf8 } from "../web-crypto.ts";
import type { LogFiles } from "./log-files.ts";
import { nodeChecks } from "./node-checks.ts";
import { edgeRoot, emptyEdge, hashesAtLevel, type RightEdge } from "./right-edge.ts";

/** A tree head and the log's word for it. */
export interface SignedHead extends TreeHead {
  /** The checkpoint, signed by the log. */
  readonly checkpoint: string;
}

/** What a writer of the log has in memory. */
export interface LogState {
  readonly edge: RightEdge;
  /** The entries that stand in no full bundle yet. */
  readonly entries: readonly Uint8Array[];
  readonly head: SignedHead;
}

/** The file that decides how long the log is. It is no resource of the log: what others are to see is the file `checkpoint`. */
export const headPath = "head";

export async function signHead(edge: RightEdge, signer: NoteSigner): Promise<SignedHead> {
  const head = { size: edge.size, root: edgeRoot(edge) };
  const text = formatCheckpoint({ origin: signer.key.name, ...head });
  return { ...head, checkpoint: formatNote({ text, signatures: [await signNote(text, signer)] }) };
}

export async function emptyState(signer: NoteSigner): Promise<LogState> {
  return { edge: emptyEdge, entries: [], head: await signHead(emptyEdge, signer) };
}

/**
 * Reads what the head names. Undefined where there is no log yet. Throws `log_damaged` where the files are not those that this key
 * has signed.
 */
export async function loadState(files: LogFiles, signer: NoteSigner): Promise<LogState | undefined> {
  const head = await readHead(files, signer);
  if (head === undefined) return undefined;
  try {
    return await readState(files, head);
  } catch (error) {
    const isTorn = error instanceof TransparencyLogError && error.code === "tile_malformed";
    throw isTorn ? new TransparencyLogError("log_damaged", { cause: error }) : error;
  }
}

async function readState(files: LogFiles, head: SignedHead): Promise<LogState> {
  const levels: Uint8Array[][] = [];
  for (let level = 0; hashesAtLevel(head.size, level) > 0; level++) {
    const count = hashesAtLevel(head.size, level);
    const [index, width] = [Math.floor(count / TILE_WIDTH), count % TILE_WIDTH];
    levels.push(width === 0 ? [] : decodeTile(await readTile(files, { level, index, width }), width));
  }
  const edge: RightEdge = { size: head.size, levels };
  if (!equalBytes(edgeRoot(edge), head.root)) throw new TransparencyLogError("log_damaged", { about: "root" });
  return { edge, entries: await readEntries(files, edge), head };
}

async function readHead(files: LogFiles, signer: NoteSigner): Promise<SignedHead | undefined> {
  const bytes = await files.read(headPath);
  if (bytes === undefined) {
    const isNew = (await files.list("tile/entries")).length === 0;
    if (isNew) return undefined;
    throw new TransparencyLogError("log_damaged", { about: "no head" });
  }
  return openOwn(bytes, signer, headPath);
}

/** A checkpoint that stands in one of the log's files. Throws `log_damaged` unless this key signed it. */
export async function openOwn(bytes: Uint8Array, { key }: NoteSigner, path: string): Promise<SignedHead> {
  try {
    const text = fromUtf8(bytes);
    const { checkpoint } = await openCheckpoint(text, { origin: key.name, logKey: key }, nodeChecks);
    return { size: checkpoint.size, root: checkpoint.root, checkpoint: text };
  } catch (cause) {
    throw new TransparencyLogError("log_damaged", { about: path, cause });
  }
}

/** A partial tile, or, where it is gone, the beginning of the full one; a longer array than asked for. */
async function readTile(files: LogFiles, tile: Tile): Promise<Uint8Array> {
  const bytes = (await files.read(tilePath(tile))) ?? (await files.read(fullTilePath(tile.level, tile.index)));
  if (bytes === undefined) throw new TransparencyLogError("log_damaged", { about: tilePath(tile) });
  return bytes;
}

/** The first hashes of a tile. Throws `tile_malformed` where there are not so many. */
export function decodeTile(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length < width * HASH_BYTES) throw new TransparencyLogError("tile_malformed");
  return Array.from({ length: width }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

async function readEntries(files: LogFiles, edge: RightEdge): Promise<Uint8Array[]> {
  const [index, width] = [Math.floor(edge.size / TILE_WIDTH), edge.size % TILE_WIDTH];
  if (width === 0) return [];
  const bytes = await files.read(tilePath({ level: "entries", index, width }));
  if (bytes === undefined) throw new TransparencyLogError("log_damaged", { about: "entries" });
  const entries = decodeBundle(bytes, width);
  if (!matches(entries, edge.levels[0] ?? [])) throw new TransparencyLogError("log_damaged", { about: "entries" });
  return entries;
}

/** Whether these are the entries that a tile of level 0 says. */
export function matches(entries: readonly Uint8Array[], hashes: readonly Uint8Array[]): boolean {
  return (
    entries.length === hashes.length &&
    entries.every((entry, at) => equalBytes(entryHash(entry), hashes[at] as Uint8Array))
  );
}

export function entryHash(entry: Uint8Array): Uint8Array {
  return nodeChecks.sha256(Buffer.concat([Uint8Array.of(0), entry]));
}
