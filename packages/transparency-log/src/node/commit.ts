import { concatBytes } from "../bytes.ts";
import { encodeBundle } from "../entry-bundle.ts";
import type { NoteSigner } from "../note-signer.ts";
import { TILE_WIDTH, tilePath } from "../tile-path.ts";
import { utf8 } from "../web-crypto.ts";
import { type LogFiles, parentOf, replaceFile } from "./log-files.ts";
import { entryHash, headPath, type LogState, signHead } from "./log-state.ts";
import { growEdge } from "./right-edge.ts";

interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Writes one group of entries. Used by one log at a time. */
export class Commits {
  readonly #files: LogFiles;
  readonly #signer: NoteSigner;
  /** Directories that this process knows to be on the disk. */
  readonly #directories = new Set<string>([""]);

  constructor(files: LogFiles, signer: NoteSigner) {
    this.#files = files;
    this.#signer = signer;
  }

  /**
   * Bundles and tiles are on the disk before the head that names them is signed, and the head before this resolves. `put` says how
   * a file comes into being; new ones never take the place of old ones, so that a second writer is noticed.
   */
  async commit(
    state: LogState,
    entries: readonly Uint8Array[],
    put: LogFiles["create"] = (path, bytes) => this.#files.create(path, bytes),
  ): Promise<LogState> {
    const { edge, tiles } = growEdge(state.edge, entries.map(entryHash));
    const bundles = growBundles(state, entries);
    const news: NewFile[] = [
      ...bundles.map((bundle) => ({
        path: tilePath({ level: "entries", index: bundle.index, width: bundle.entries.length }),
        bytes: encodeBundle(bundle.entries),
      })),
      ...tiles.map(({ level, index, hashes }) => ({
        path: tilePath({ level, index, width: hashes.length }),
        bytes: concatBytes(...hashes),
      })),
    ];
    const touched = new Set<string>();
    for (const { path } of news) await this.#makeParents(path, touched);
    await allSettled(
      news.map(async ({ path, bytes }) => {
        await put(path, bytes);
        await this.#files.sync(path);
      }),
    );
    await allSettled([...touched].map((directory) => this.#files.syncDirectory(directory)));
    for (const directory of touched) this.#directories.add(directory);
    const head = await signHead(edge, this.#signer);
    await replaceFile(this.#files, headPath, utf8(head.checkpoint));
    return { edge, entries: edge.size % TILE_WIDTH === 0 ? [] : (bundles.at(-1)?.entries ?? []), head };
  }

  /** Partial tiles and bundles of which the full one is now there; C2SP tlog-tiles allows to delete them. */
  async removeFilled(before: number, after: number): Promise<void> {
    for (let level = 0; Math.floor(before / TILE_WIDTH ** level) > 0; level++) {
      const span = TILE_WIDTH ** (level + 1);
      const index = Math.floor(before / span);
      if (index === Math.floor(after / span)) return;
      if (level === 0) await this.#files.remove(parentOf(tilePath({ level: "entries", index, width: 1 })));
      await this.#files.remove(parentOf(tilePath({ level, index, width: 1 })));
    }
  }

  async #makeParents(path: string, touched: Set<string>): Promise<void> {
    const parts = parentOf(path).split("/");
    let above = "";
    for (const part of parts) {
      const directory = above === "" ? part : `${above}/${part}`;
      if (!this.#directories.has(directory) && !touched.has(directory)) {
        await this.#files.makeDirectory(directory);
        touched.add(above);
        touched.add(directory);
      }
      above = directory;
    }
    touched.add(above);
  }
}

/** Bundles as they are after growing: full ones, and the rest. */
function growBundles(state: LogState, entries: readonly Uint8Array[]): { index: number; entries: Uint8Array[] }[] {
  const all = [...state.entries, ...entries];
  const first = Math.floor(state.edge.size / TILE_WIDTH);
  return Array.from({ length: Math.ceil(all.length / TILE_WIDTH) }, (_, at) => ({
    index: first + at,
    entries: all.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH),
  }));
}

/** Waits for all before it throws the first reason: no write is still under way when a failure is told. */
async function allSettled(work: Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === "rejected") throw outcome.reason;
}
