import { parseCheckpoint } from "../../checkpoint.ts";
import { TransparencyLogError } from "../../errors.ts";
import { parseNote } from "../../signed-note.ts";
import type { TreeHead } from "../../verify-consistency.ts";
import { fromUtf8, utf8 } from "../../web-crypto.ts";
import { type LogFiles, replaceFile } from "../log-files.ts";
import { nodeChecks } from "../node-checks.ts";

/** What a witness has cosigned of a log before it has cosigned anything. */
export const emptyHead: TreeHead = { size: 0, root: nodeChecks.sha256(new Uint8Array(0)) };

/**
 * The newest cosigned checkpoint of each log, one file each, named by the hash of the origin. A witness whose folder is lost must
 * be retired together with its key: it would begin again and might cosign a fork.
 */
export class WitnessStore {
  readonly #files: LogFiles;
  #failure: unknown;

  constructor(files: LogFiles) {
    this.#files = files;
  }

  /** Throws `witness_damaged` when the file cannot be understood. */
  async newest(origin: string): Promise<TreeHead | undefined> {
    const text = await this.readByHash(originHash(origin));
    if (text === undefined) return undefined;
    try {
      const checkpoint = parseCheckpoint(parseNote(text).text);
      if (checkpoint.origin === origin) return { size: checkpoint.size, root: checkpoint.root };
    } catch (cause) {
      throw new TransparencyLogError("witness_damaged", { about: origin, cause });
    }
    throw new TransparencyLogError("witness_damaged", { about: origin });
  }

  async readByHash(hash: string): Promise<string | undefined> {
    if (!/^[0-9a-f]{64}$/.test(hash)) return undefined;
    const bytes = await this.#files.read(`${hash}.checkpoint`);
    return bytes && fromUtf8(bytes);
  }

  /** Resolves once the checkpoint is on the disk. After a failure nothing more is kept: nobody knows what is on the disk. */
  async keep({ origin }: { readonly origin: string }, text: string): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await replaceFile(this.#files, `${originHash(origin)}.checkpoint`, utf8(text));
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
}

/** SHA-256 of the origin, hexadecimal (C2SP tlog-witness). */
export function originHash(origin: string): string {
  return Buffer.from(nodeChecks.sha256(utf8(origin))).toString("hex");
}
