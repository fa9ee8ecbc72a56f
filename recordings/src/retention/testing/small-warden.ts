import { createHash, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DestroySecret, SecretDestroyed } from "@ferndiagnose/protocol";
import { signStatement, toHex } from "@ferndiagnose/sealed-recording";
import { type SigningKey, signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { type LogTrust, verifyLogProof } from "@ferndiagnose/transparency-log";
import { nodeChecks } from "@ferndiagnose/transparency-log/node";
import type { WardenSecretState } from "../retention-parts.ts";
import { LEAD_MS } from "../retention-times.ts";
import { seedOf } from "./small-journal.ts";

export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * A key warden as small as can be: one file for each secret, one for each word that it is gone. Checks the log's proof and its own
 * clock before it destroys; no HTTP, no epoch keys, no process. For tests that need thousands of destructions; where the warden
 * itself matters take `TestWarden` (the real process), inside apps/key-warden `WardenUnderTest`.
 */
export class SmallWarden {
  readonly wardenId: string;
  readonly key: SigningKey;
  isAway = false;
  readonly #folder: string;
  readonly #trust: LogTrust;
  readonly #now: () => number;

  constructor(name: string, folder: string, trust: LogTrust, now: () => number) {
    this.key = signingKeyFromSeed(seedOf(name));
    this.wardenId = createHash("sha256").update("FDR1 warden\0").update(this.key.publicKey).digest("hex").slice(0, 32);
    this.#folder = folder;
    this.#trust = trust;
    this.#now = now;
    mkdirSync(folder, { recursive: true });
  }

  get identity(): { wardenId: string; signingKey: string } {
    return { wardenId: this.wardenId, signingKey: toHex(this.key.publicKey) };
  }

  store(recordingId: string, secret: Uint8Array): void {
    writeFileSync(this.#pathOf(recordingId, "secret"), secret, { flush: true });
  }

  async destroy(order: DestroySecret): Promise<SecretDestroyed> {
    this.#assertHere();
    const { recordingId, intent } = DestroySecret.parse(order);
    const told = this.#read(recordingId, "destroyed");
    if (told) return SecretDestroyed.parse(JSON.parse(told));
    await verifyLogProof(intent, this.#trust, nodeChecks);
    if (intent.leaf.type !== "shred_intent" || intent.details["recordingId"] !== recordingId) {
      throw new Refused("log_leaf_foreign");
    }
    if (this.#now() < Number(intent.details["deleteAt"]) - LEAD_MS) throw new Refused("destruction_too_early");
    const wasThere = this.#read(recordingId, "secret") !== undefined;
    if (wasThere) writeFileSync(this.#pathOf(recordingId, "secret"), randomBytes(32), { flag: "r+", flush: true });
    rmSync(this.#pathOf(recordingId, "secret"), { force: true });
    return this.#tell(recordingId, wasThere);
  }

  stateOf(recordingId: string): WardenSecretState {
    if (this.isAway) return "unreachable";
    if (this.#read(recordingId, "destroyed")) return "destroyed";
    return this.#read(recordingId, "secret") ? "stored" : "unknown";
  }

  now(): number | undefined {
    return this.isAway ? undefined : this.#now();
  }

  /** Of two who destroy at the same time one writes the word, and both say it. */
  async #tell(recordingId: string, wasThere: boolean): Promise<SecretDestroyed> {
    const at = this.#now();
    const method = wasThere ? ("overwritten" as const) : ("never_stored" as const);
    const epoch = new Date(at).toISOString().slice(0, 10);
    const word = { type: "secret-destroyed" as const, wardenId: this.wardenId, recordingId, at, method, epoch };
    const signature = await signStatement("secret-destroyed", word, this.key);
    const path = this.#pathOf(recordingId, "destroyed");
    const temporary = `${path}.${process.pid}.${toHex(randomBytes(4))}`;
    writeFileSync(temporary, JSON.stringify({ ...word, signature }));
    try {
      linkSync(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    rmSync(temporary);
    return SecretDestroyed.parse(JSON.parse(readFileSync(path, "utf8")));
  }

  #assertHere(): void {
    if (this.isAway) throw new Refused("warden_unreachable");
  }

  #read(recordingId: string, kind: string): string | undefined {
    try {
      return readFileSync(this.#pathOf(recordingId, kind), "latin1");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  #pathOf(recordingId: string, kind: string): string {
    return join(this.#folder, `${recordingId}.${kind}`);
  }
}

/** As the client: all of them, or an error. */
export function clientOf(wardens: readonly SmallWarden[]) {
  return {
    destroy: (order: DestroySecret) => Promise.all(wardens.map((warden) => warden.destroy(order))),
    release: async ({ recordingId }: { recordingId: string }) => {
      const states = wardens.map((warden) => warden.stateOf(recordingId));
      throw new Refused(states.includes("destroyed") ? "secret_destroyed" : "approvals_too_few");
    },
    states: async (recordingId: string) =>
      wardens.map((warden) => ({ wardenId: warden.wardenId, state: warden.stateOf(recordingId) })),
    clocks: async () => wardens.map((warden) => ({ wardenId: warden.wardenId, atMs: warden.now() })),
  };
}
