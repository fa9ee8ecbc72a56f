import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { formatVerifierKey, parseVerifierKey } from "../../verifier-key.ts";
import { loadSigner } from "../key-file.ts";
import { directoryFiles } from "../log-files.ts";
import { nodeChecks } from "../node-checks.ts";
import { takeWriter } from "../single-writer.ts";
import { Witness } from "./witness.ts";
import { WitnessStore } from "./witness-store.ts";

export interface WitnessFolderOptions {
  /** Key and memory of the witness. Lost or restored from a backup, it must never be used again: nobody knows what it has cosigned. */
  readonly directory: string;
  /** What the witness is called; never changes. */
  readonly name: string;
  /** vkeys of the logs it cosigns. */
  readonly logs: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Gives that many random bytes. */
  readonly random: (length: number) => Uint8Array;
}

export interface OpenWitness {
  readonly witness: Witness;
  readonly vkey: string;
  close(): Promise<void>;
}

/** A witness with its memory in a folder, which it has for itself: `log_in_use` while another has it. Draws its key at the first start. */
export async function openWitness(options: WitnessFolderOptions): Promise<OpenWitness> {
  const { directory, name, now, random } = options;
  const logs = await Promise.all(options.logs.map((vkey) => parseVerifierKey(vkey, nodeChecks.sha256)));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const writer = await takeWriter(directory, Buffer.from(random(16)).toString("hex"));
  try {
    const signer = await loadSigner({ path: join(directory, "witness-key.json"), kind: "witness", name, random });
    const store = new WitnessStore(directoryFiles(directory));
    // One that cannot read its own memory must not begin to answer.
    for (const log of logs) await store.newest(log.name);
    const witness = new Witness({ signer, logs, store, now });
    return { witness, vkey: formatVerifierKey(signer.key), close: () => writer.release() };
  } catch (error) {
    await writer.release();
    throw error;
  }
}
