import { equalBytes } from "../bytes.ts";
import { parseCheckpoint } from "../checkpoint.ts";
import { decodeBundle } from "../entry-bundle.ts";
import { TransparencyLogError } from "../errors.ts";
import { parseNote } from "../signed-note.ts";
import { fullTilePath, TILE_WIDTH, tilePath } from "../tile-path.ts";
import type { TreeHead } from "../verify-consistency.ts";
import { fromUtf8 } from "../web-crypto.ts";
import type { LogFiles } from "./log-files.ts";
import { entryHash, headPath } from "./log-state.ts";
import { edgeRoot, emptyEdge, growEdge } from "./right-edge.ts";

/**
 * A log as it was at one moment, for whoever reads its directory beside its writer. Trusts the head that it finds there: who signed and
 * cosigned it is for those to check who have the keys.
 */
export class LogView {
  readonly head: TreeHead;
  readonly #files: LogFiles;

  private constructor(files: LogFiles, head: TreeHead) {
    this.#files = files;
    this.head = head;
  }

  /** Undefined where there is no log. Throws `note_malformed` or `checkpoint_malformed` where the head is none. */
  static async open(files: LogFiles): Promise<LogView | undefined> {
    const bytes = await files.read(headPath);
    if (bytes === undefined) return undefined;
    const { size, root } = parseCheckpoint(parseNote(fromUtf8(bytes)).text);
    return new LogView(files, { size, root });
  }

  /** Every entry in order, a bundle at a time. Throws `log_damaged` at the latest behind the last one, where they are not the head's. */
  async *bundles(): AsyncGenerator<readonly Uint8Array[], void> {
    const { size, root } = this.head;
    let edge = emptyEdge;
    while (edge.size < size) {
      const entries = await this.#bundle(edge.size / TILE_WIDTH, Math.min(TILE_WIDTH, size - edge.size));
      edge = growEdge(edge, entries.map(entryHash)).edge;
      yield entries;
    }
    if (!equalBytes(edgeRoot(edge), root)) throw new TransparencyLogError("log_damaged", { about: "root" });
  }

  /** A partial bundle goes when its full one is there. */
  async #bundle(index: number, width: number): Promise<Uint8Array[]> {
    const partial = tilePath({ level: "entries", index, width });
    const bytes = await this.#files.read(partial);
    if (bytes !== undefined) return this.#decode(bytes, width, partial);
    const full = fullTilePath("entries", index);
    const wider = await this.#files.read(full);
    if (wider === undefined) throw new TransparencyLogError("log_damaged", { about: partial });
    return this.#decode(wider, TILE_WIDTH, full).slice(0, width);
  }

  #decode(bytes: Uint8Array, width: number, path: string): Uint8Array[] {
    try {
      return decodeBundle(bytes, width);
    } catch (cause) {
      throw new TransparencyLogError("log_damaged", { about: path, cause });
    }
  }
}
