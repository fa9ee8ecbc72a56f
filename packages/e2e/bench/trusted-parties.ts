import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { WardenIdentity } from "@ferndiagnose/protocol";
import {
  type AuditorSet,
  generateAuditorKey,
  signAuditorSet,
  systemRandom,
  toHex,
} from "@ferndiagnose/sealed-recording";
import { ChildProgram } from "@ferndiagnose/testkit";
import { formatVerifierKey } from "@ferndiagnose/transparency-log";
import { loadSigner } from "@ferndiagnose/transparency-log/node";
import { z } from "zod";

const wardenMain = path.resolve(import.meta.dirname, "../../../apps/key-warden/src/main.ts");
const origin = "log.example/bench";
const Ready = z.object({ url: z.url(), identity: WardenIdentity });

/** Those without whom nothing is recorded: three auditors, a transparency log, and a key warden as a process of its own. */
export class TrustedParties {
  /** What the recording server has to be told of them. */
  readonly environment: NodeJS.ProcessEnv;
  readonly #warden: ChildProgram;

  private constructor(environment: NodeJS.ProcessEnv, warden: ChildProgram) {
    this.environment = environment;
    this.#warden = warden;
  }

  static async start(folder: string, archive: string): Promise<TrustedParties> {
    const auditorSet = path.join(folder, "auditors.json");
    await writeFile(auditorSet, JSON.stringify(await signedAuditorSet()));
    const logDirectory = path.join(archive, "log");
    await mkdir(logDirectory, { recursive: true });
    const keyFile = path.join(logDirectory, "log-key.json");
    const { key } = await loadSigner({ path: keyFile, kind: "log", name: origin, random: systemRandom });
    const token = toHex(systemRandom(32));
    const warden = await ChildProgram.start({
      command: process.execPath,
      args: [wardenMain],
      env: {
        FERNDIAGNOSE_WARDEN_DIR: path.join(folder, "key-warden"),
        FERNDIAGNOSE_WARDEN_TOKEN: token,
        FERNDIAGNOSE_WARDEN_PORT: "0",
        FERNDIAGNOSE_WARDEN_AUDITOR_SET: auditorSet,
        FERNDIAGNOSE_WARDEN_LOG_ORIGIN: origin,
        FERNDIAGNOSE_WARDEN_LOG_KEY: formatVerifierKey(key),
      },
    });
    const { url, identity } = Ready.parse(JSON.parse(await warden.waitForLine(/^\{"ready":true/, 30_000)));
    const { signingKey, sealingKey } = identity;
    const environment = {
      FERNDIAGNOSE_AUDITOR_SET: auditorSet,
      FERNDIAGNOSE_WARDENS: JSON.stringify([{ url, token, signingKey, sealingKey }]),
      FERNDIAGNOSE_LOG_ORIGIN: origin,
    };
    return new TrustedParties(environment, warden);
  }

  stop(): Promise<void> {
    return this.#warden.stop();
  }
}

async function signedAuditorSet(): Promise<AuditorSet> {
  const keys = await Promise.all([1, 2, 3].map(() => generateAuditorKey(systemRandom)));
  const set: AuditorSet = {
    format: "ferndiagnose-auditor-set",
    version: 1,
    previous: null,
    thresholds: { complaint: 2, breakGlass: 3 },
    auditors: keys.map(({ keyId, publicKey, signingKey }, at) => ({
      keyId,
      publicKey: toHex(publicKey),
      signingKey: toHex(signingKey),
      person: `auditor${"abc"[at]}`,
      external: at === 2,
      technicianPseudonyms: [],
    })),
    signatures: [],
  };
  return { ...set, signatures: await Promise.all(keys.map((key) => signAuditorSet(set, key))) };
}
