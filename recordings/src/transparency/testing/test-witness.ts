import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { formatVerifierKey, parseVerifierKey } from "@ferndiagnose/transparency-log";
import {
  directoryFiles,
  signerFromSeed,
  startWitnessServer,
  Witness,
  type WitnessServer,
  WitnessStore,
} from "@ferndiagnose/transparency-log/node";

export interface TestWitness {
  readonly name: string;
  readonly url: string;
  readonly key: string;
  readonly server: WitnessServer;
}

/** A witness of its own key in this process, over HTTP, with its memory in a directory. */
export async function startTestWitness(options: {
  readonly name: string;
  readonly directory: string;
  readonly logKeys: readonly string[];
  readonly port?: number;
  readonly seed?: Uint8Array;
  readonly now?: () => number;
}): Promise<TestWitness> {
  const { name, directory, logKeys, port = 0, seed = randomBytes(32), now = Date.now } = options;
  await mkdir(directory, { recursive: true });
  const signer = await signerFromSeed("witness", name, seed);
  const logs = await Promise.all(logKeys.map((key) => parseVerifierKey(key)));
  const witness = new Witness({ signer, logs, store: new WitnessStore(directoryFiles(directory)), now });
  const onFault = (error: unknown) => console.error(error);
  const server = await startWitnessServer({ witness, host: "127.0.0.1", port, onFault });
  return { name, url: server.url, key: formatVerifierKey(signer.key), server };
}
