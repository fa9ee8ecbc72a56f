import type { LogProof, RecordingId, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import type { SigningKey } from "@ferndiagnose/sealed-recording/node";
import { codeOf } from "@ferndiagnose/server";
import { nodeChecks } from "@ferndiagnose/transparency-log/node";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Clock, Log } from "../ports.ts";
import type { CertificateStore } from "./certificate-store.ts";
import { deletionCertificate } from "./deletion-certificate.ts";
import { proveUnreadable } from "./prove-unreadable.ts";
import { PurgeObstacle } from "./purge-obstacle.ts";
import { LeaseLost, type Purge, type PurgeTable } from "./purge-table.ts";
import { receiptsHash } from "./receipts-hash.ts";
import type { RetentionJournal, RetentionWardens } from "./retention-parts.ts";
import { type CertificateTrust, verifyDeletionCertificate } from "./verify-deletion-certificate.ts";

export interface PurgerParts {
  table: Pick<PurgeTable, "advance" | "letGo" | "callOff" | "finish">;
  journal: RetentionJournal;
  wardens: RetentionWardens;
  blobs: Pick<BlobStore, "delete" | "stat" | "open">;
  certificates: Pick<CertificateStore, "put">;
  serverKey: SigningKey;
  /** What our own certificates are checked against before they count. */
  trust: CertificateTrust;
  clock: Clock;
  log: Log;
}

/**
 * `waiting`: something stands in the way; the recording stays locked and the next sweep goes on from here. `called_off`: a warden's clock
 * says that it is too early, and nothing was destroyed. `lost`: another purger has taken over.
 */
export type PurgeOutcome =
  | { outcome: "done"; certificate: SignedDeletionCertificate }
  | { outcome: "waiting" | "called_off"; code: string }
  | { outcome: "lost" };

/**
 * Carries one destruction out, from whichever step it is at (DESIGN section 7). Every step may be interrupted anywhere and is then done
 * again; nothing that is destroyed is counted on afterwards.
 */
export class Purger {
  readonly #parts: PurgerParts;

  constructor(parts: PurgerParts) {
    this.#parts = parts;
  }

  async run(purge: Purge): Promise<PurgeOutcome> {
    let current = purge;
    const note = (next: Purge) => {
      current = next;
    };
    try {
      return { outcome: "done", certificate: await this.#carryOut(purge, note) };
    } catch (error) {
      if (error instanceof LeaseLost) return { outcome: "lost" };
      const code = codeOf(error);
      if (code === "destruction_too_early" && (await this.#callOff(current))) return { outcome: "called_off", code };
      await this.#letGo(current);
      return { outcome: "waiting", code };
    }
  }

  async #carryOut(purge: Purge, note: (next: Purge) => void): Promise<SignedDeletionCertificate> {
    for (let current = purge; ; note(current)) {
      switch (current.step) {
        case "intended":
          current = await this.#destroySecrets(await this.#announce(current, note));
          break;
        case "secrets_destroyed":
          current = await this.#deleteCiphertext(current);
          break;
        case "ciphertext_deleted":
          await proveUnreadable(current, this.#parts);
          current = await this.#advance(current, { step: "proven_unreadable" });
          break;
        case "proven_unreadable":
          return this.#certify(await this.#report(current, note));
        case "done":
          throw new LeaseLost();
        default:
          current.step satisfies never;
      }
    }
  }

  /** The leaf `shred_intent`, durable. An interrupted attempt may have appended it already. */
  async #announce(purge: Purge, note: (next: Purge) => void): Promise<Purge> {
    if (purge.intentLeaf !== undefined) return purge;
    const { recordingId, facts } = purge;
    const { deleteAt, finalHash } = facts;
    const intentLeaf =
      (await this.#parts.journal.indexOf("shred_intent", { recordingId })) ??
      (await this.#parts.journal.append("shred_intent", { recordingId, deleteAt, finalHash }, { recordingId }));
    const next = await this.#advance(purge, { intentLeaf });
    note(next);
    return next;
  }

  async #destroySecrets(purge: Purge): Promise<Purge> {
    const { recordingId, facts } = purge;
    const intent = await this.#parts.journal.proofOf(purge.intentLeaf as number);
    const receipts = await this.#parts.wardens.destroy({ recordingId, intent });
    const answered = new Set(receipts.map(({ wardenId }) => wardenId));
    if (receipts.length === 0 || facts.wardens?.some((wardenId) => !answered.has(wardenId))) {
      throw new PurgeObstacle("warden_missing");
    }
    return this.#advance(purge, { step: "secrets_destroyed", receipts, facts: { ...facts, intent } });
  }

  async #deleteCiphertext(purge: Purge): Promise<Purge> {
    const { objects, bytes } = purge.facts;
    const { removed, bytes: removedBytes } = await this.#parts.blobs.delete(purge.recordingId);
    // What an interrupted attempt removed was noted before.
    const facts = {
      ...purge.facts,
      objects: [...new Set([...objects, ...removed])],
      bytes: Math.max(bytes, removedBytes),
    };
    return this.#advance(purge, { step: "ciphertext_deleted", facts });
  }

  /** The leaf `shred_done`. The side table's rows go first: whose leaves they are is then known to the certificate alone. */
  async #report(purge: Purge, note: (next: Purge) => void): Promise<Purge> {
    const { journal } = this.#parts;
    const { recordingId, facts, receipts } = purge;
    if (purge.doneLeaf !== undefined) return purge;
    let doneLeaf = await journal.indexOf("shred_done", { recordingId });
    if (doneLeaf === undefined) {
      await journal.forget(recordingId);
      const details = { recordingId, finalHash: facts.finalHash, wardens: await receiptsHash(receipts) };
      doneLeaf = await journal.append("shred_done", details, { recordingId });
    }
    const next = await this.#advance(purge, { doneLeaf });
    note(next);
    return next;
  }

  async #certify(purge: Purge): Promise<SignedDeletionCertificate> {
    const { journal, table, certificates, serverKey, trust, clock } = this.#parts;
    const { recordingId, facts } = purge;
    const done = await journal.proofOf(purge.doneLeaf as number);
    const intent = facts.intent as LogProof;
    const certificate = await deletionCertificate(purge, { intent, done }, clock.now(), serverKey);
    await verifyDeletionCertificate(certificate, trust, nodeChecks);
    // The row first: of several purgers only one gets this far, and the file is made of its row.
    await table.finish(purge, certificate);
    await certificates.put(certificate);
    await journal.forget(recordingId);
    return certificate;
  }

  #advance(purge: Purge, change: Parameters<PurgeTable["advance"]>[1]): Promise<Purge> {
    return this.#parts.table.advance(purge, change, this.#parts.clock.now());
  }

  /** Only while every warden still says that it keeps the secret: else some of it is gone, and the rest must follow. */
  async #callOff(purge: Purge): Promise<boolean> {
    if (purge.step !== "intended") return false;
    const states = await this.#parts.wardens.states(purge.recordingId);
    if (!states.every(({ state }) => state === "stored")) return false;
    await this.#parts.table.callOff(purge);
    return true;
  }

  async #letGo(purge: Purge): Promise<void> {
    try {
      await this.#parts.table.letGo(purge);
    } catch (error) {
      // Its lease runs out by itself.
      this.#warn(purge.recordingId, error);
    }
  }

  #warn(recordingId: RecordingId, error: unknown): void {
    this.#parts.log.warn({ recordingId, code: codeOf(error) }, "purge.not_let_go");
  }
}
