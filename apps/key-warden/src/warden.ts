import { timingSafeEqual } from "node:crypto";
import type {
  CaseClosed,
  CaseId,
  DestroySecret,
  HoldSecret,
  RecordingId,
  ReleaseSecret,
  SecretDestroyed,
  SecretHeld,
  SecretReleased,
  SecretState,
  SecretStored,
  ShowCheckpoint,
  StoreSecret,
  WardenStatus,
} from "@ferndiagnose/protocol";
import { ProtocolError } from "@ferndiagnose/protocol";
import type { AuditorSet } from "@ferndiagnose/sealed-recording";
import { fromHex, sealTo } from "@ferndiagnose/sealed-recording";
import type { LogTrust } from "@ferndiagnose/transparency-log";
import { AuditorChain } from "./auditors/auditor-chain.ts";
import { ClosedCases } from "./cases/closed-cases.ts";
import { HighWaterMark } from "./clock/high-water-mark.ts";
import { Disk } from "./disk/disk.ts";
import { Identity } from "./identity/identity.ts";
import { SeenLog } from "./log/seen-log.ts";
import type { WardenPorts } from "./ports.ts";
import { ApprovalLeaf, CaseLeaf, HoldEndedLeaf, HoldLeaf, ShredIntentLeaf } from "./rules/leaf-details.ts";
import { assertMayDestroy } from "./rules/may-destroy.ts";
import { assertMayRelease } from "./rules/may-release.ts";
import { type Hold, Holds } from "./secrets/holds.ts";
import { dayOf, retireDays } from "./secrets/retire-days.ts";
import type { KeptSecret } from "./secrets/sealed-secret.ts";
import { SecretStore } from "./secrets/secret-store.ts";
import { Tombstones } from "./secrets/tombstones.ts";
import { WrappingKeys } from "./secrets/wrapping-keys.ts";
import { SerialQueue } from "./serial-queue.ts";

export interface WardenOptions {
  readonly directory: string;
  readonly log: LogTrust;
  /** Read at the first start only. */
  readonly pinnedAuditorSets: () => Promise<readonly AuditorSet[]>;
  readonly beforeStep?: (step: string) => void;
}

/**
 * What a key warden does, without the network. One piece of work at a time; each throws a `ProtocolError` when it refuses, and
 * whatever it answers is durable.
 */
export class Warden {
  readonly #ports: WardenPorts;
  readonly #options: WardenOptions;
  readonly #disk: Disk;
  readonly #keys: WrappingKeys;
  readonly #store: SecretStore;
  readonly #tombstones: Tombstones;
  readonly #holds: Holds;
  readonly #cases: ClosedCases;
  readonly #auditors: AuditorChain;
  readonly #log: SeenLog;
  readonly #mark: HighWaterMark;
  readonly #queue = new SerialQueue();
  #identity: Identity | undefined;

  constructor(ports: WardenPorts, options: WardenOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#disk = new Disk(options.directory, { random: ports.random, beforeStep: options.beforeStep });
    this.#keys = new WrappingKeys(this.#disk, ports.random);
    this.#store = new SecretStore(this.#disk, this.#keys, ports.random);
    this.#tombstones = new Tombstones(this.#disk);
    this.#holds = new Holds(this.#disk);
    this.#cases = new ClosedCases(this.#disk);
    this.#auditors = new AuditorChain(this.#disk);
    this.#log = new SeenLog(this.#disk, options.log);
    this.#mark = new HighWaterMark(this.#disk, ports.clock);
  }

  /** Reads the folder, and finishes what a crash interrupted. */
  async start(): Promise<void> {
    await this.#disk.makeFolder("");
    await this.#disk.sweep("");
    this.#identity = await Identity.load(this.#disk, this.#ports.random);
    await this.#auditors.start(this.#options.pinnedAuditorSets);
    for (const part of [this.#log, this.#mark, this.#keys, this.#tombstones, this.#holds, this.#cases, this.#store]) {
      await part.start();
    }
    for (const recordingId of await this.#tombstones.pending()) await this.#carryOut(recordingId);
    await this.#destroyAgain();
    await this.tick();
  }

  /** To be called now and then: moves the clock's mark, and ends the days that can go. */
  async tick(): Promise<void> {
    await this.#queue.run(async () => {
      await this.#mark.rise();
      await this.#retireDays();
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#queue.idle();
  }

  get identity(): Identity {
    if (this.#identity === undefined) throw new ProtocolError("warden_unavailable");
    return this.#identity;
  }

  get status(): WardenStatus {
    return {
      wardenId: this.identity.wardenId,
      at: this.#ports.clock.now(),
      isReady: !this.#disk.isBroken && this.#mark.isSane,
      auditorSetVersion: this.#auditors.newest.version,
      logSize: this.#log.newestSize,
    };
  }

  store({ recordingId, technician, auditorSetVersion, secret: box }: StoreSecret): Promise<SecretStored> {
    return this.#queue.run(async () => {
      if (this.#tombstones.has(recordingId)) throw new ProtocolError("secret_destroyed");
      this.#auditors.version(auditorSetVersion);
      const storedAt = await this.#mark.saneNow();
      const secret = await this.#unseal(recordingId, box);
      try {
        const at = await this.#keep(recordingId, { secret, technician, auditorSetVersion, storedAt });
        return await this.identity.sign({ ...this.#about(recordingId, at), type: "secret-stored" as const });
      } finally {
        secret.fill(0);
      }
    });
  }

  destroy({ recordingId, intent: proof }: DestroySecret): Promise<SecretDestroyed> {
    return this.#queue.run(async () => {
      if (!this.#tombstones.has(recordingId)) {
        const intent = await this.#log.prove(proof, "shred_intent", ShredIntentLeaf);
        const nowMs = await this.#mark.saneNow();
        assertMayDestroy({ recordingId, intent, isHeld: this.#holds.isHeld(recordingId), nowMs });
        const epoch = this.#store.placeOf(recordingId)?.day;
        const method = epoch === undefined ? "never_stored" : "overwritten";
        await this.#tombstones.decide(recordingId, { method, epoch: epoch ?? dayOf(nowMs) });
        this.#ports.log.info({ recordingId }, "secret.destroying");
      }
      await this.#carryOut(recordingId);
      await this.#retireDays();
      const tombstone = await this.#tombstones.of(recordingId);
      if (tombstone === undefined) throw new ProtocolError("internal");
      const { at, method, epoch } = tombstone;
      const type = "secret-destroyed" as const;
      return this.identity.sign({ ...this.#about(recordingId, at), type, method, epoch });
    });
  }

  hold({ recordingId, hold: proof }: HoldSecret): Promise<SecretHeld> {
    return this.#queue.run(async () => {
      const leaf = await this.#log.prove(proof, "hold", HoldLeaf);
      return this.#noteHold(recordingId, leaf.recordingId, { type: "secret-held", leafIndex: proof.index });
    });
  }

  endHold({ recordingId, hold: proof }: HoldSecret): Promise<SecretHeld> {
    return this.#queue.run(async () => {
      const leaf = await this.#log.prove(proof, "hold_ended", HoldEndedLeaf);
      return this.#noteHold(recordingId, leaf.recordingId, { type: "hold-ended", leafIndex: proof.index });
    });
  }

  release(request: ReleaseSecret): Promise<SecretReleased> {
    return this.#queue.run(async () => {
      const { recordingId, caseId, viewerKey } = request;
      const kept = await this.#open(recordingId);
      try {
        await this.#assertMayRelease(request, kept);
        const binding = Buffer.concat([fromHex(recordingId), Buffer.from(caseId)]);
        const secret = await this.#sealTo(viewerKey, binding, kept.secret);
        const type = "secret-released" as const;
        const about = this.#about(recordingId, this.#ports.clock.now());
        this.#ports.log.info({ recordingId, caseId }, "secret.released");
        return await this.identity.sign({ ...about, type, caseId, viewerKey, secret });
      } finally {
        kept.secret.fill(0);
      }
    });
  }

  closeCase(caseId: CaseId): Promise<CaseClosed> {
    return this.#queue.run(async () => {
      const at = await this.#cases.close(caseId, this.#ports.clock.now());
      return this.identity.sign({ wardenId: this.identity.wardenId, type: "case-closed" as const, caseId, at });
    });
  }

  submitAuditorSet(set: AuditorSet): Promise<WardenStatus> {
    return this.#queue.run(async () => {
      await this.#auditors.submit(set);
      return this.status;
    });
  }

  showCheckpoint(shown: ShowCheckpoint): Promise<WardenStatus> {
    return this.#queue.run(async () => {
      await this.#log.show(shown);
      return this.status;
    });
  }

  state(recordingId: RecordingId): Promise<SecretState> {
    return this.#queue.run(async () => {
      const stored = this.#store.placeOf(recordingId) === undefined ? "unknown" : "stored";
      const state = this.#tombstones.has(recordingId) ? "destroyed" : stored;
      const about = this.#about(recordingId, this.#ports.clock.now());
      const held = state !== "destroyed" && this.#holds.isHeld(recordingId);
      return this.identity.sign({ ...about, type: "secret-state" as const, state, held });
    });
  }

  /** Returns when this very content was stored first. */
  async #keep(recordingId: RecordingId, fresh: KeptSecret): Promise<number> {
    const place = this.#store.placeOf(recordingId);
    if (place === undefined) {
      await this.#store.put({ recordingId, day: dayOf(fresh.storedAt), isHeld: false }, fresh);
      this.#ports.log.info({ recordingId }, "secret.stored");
      return fresh.storedAt;
    }
    const kept = await this.#store.open(place);
    if (kept === undefined) throw new ProtocolError("secret_lost");
    const isSame =
      timingSafeEqual(kept.secret, fresh.secret) &&
      kept.technician === fresh.technician &&
      kept.auditorSetVersion === fresh.auditorSetVersion;
    kept.secret.fill(0);
    if (!isSame) throw new ProtocolError("secret_differs");
    return kept.storedAt;
  }

  async #unseal(recordingId: RecordingId, box: StoreSecret["secret"]): Promise<Uint8Array> {
    const secret = await this.identity.open("shred secret", fromHex(recordingId), box).catch(() => undefined);
    if (secret?.length !== 32) throw new ProtocolError("secret_unreadable");
    return secret;
  }

  async #open(recordingId: RecordingId): Promise<KeptSecret> {
    if (this.#tombstones.has(recordingId)) throw new ProtocolError("secret_destroyed");
    const place = this.#store.placeOf(recordingId);
    if (place === undefined) throw new ProtocolError("secret_unknown");
    const kept = await this.#store.open(place);
    if (kept === undefined) throw new ProtocolError("secret_lost");
    return kept;
  }

  async #assertMayRelease(request: ReleaseSecret, kept: KeptSecret): Promise<void> {
    // With a clock set back, an approval that has run out would look good.
    const nowMs = await this.#mark.saneNow();
    const opened = await this.#log.prove(request.opened, "case", CaseLeaf);
    const approvals = [];
    for (const { signed, proof } of request.approvals) {
      approvals.push({ signed, leaf: await this.#log.prove(proof, "approval", ApprovalLeaf) });
    }
    await assertMayRelease({
      request,
      approvals,
      opened,
      isCaseClosed: (await this.#cases.of(request.caseId)) !== undefined,
      technician: kept.technician,
      auditorSets: this.#auditors.all,
      recordingSet: this.#auditors.version(kept.auditorSetVersion),
      nowMs,
    });
  }

  /** The viewer key comes from outside; one that is no point of the curve is the sender's mistake. */
  async #sealTo(viewerKey: string, binding: Uint8Array, secret: Uint8Array) {
    try {
      return await sealTo(fromHex(viewerKey), "released secret", binding, secret, this.#ports.random);
    } catch (cause) {
      throw new ProtocolError("message_malformed", { cause });
    }
  }

  async #noteHold(asked: RecordingId, proven: RecordingId, hold: Omit<Hold, "at">): Promise<SecretHeld> {
    if (asked !== proven) throw new ProtocolError("log_details_differ");
    if (this.#tombstones.has(asked)) throw new ProtocolError("secret_destroyed");
    const { type, at } = await this.#holds.note(asked, { ...hold, at: this.#ports.clock.now() });
    await this.#retireDays();
    return this.identity.sign({ ...this.#about(asked, at), type });
  }

  /** Does what was decided; every step may have been done before. */
  async #carryOut(recordingId: RecordingId): Promise<void> {
    const decision = await this.#tombstones.decisionOn(recordingId);
    if (decision === undefined) return;
    await this.#store.shred(recordingId, decision.epoch);
    await this.#holds.forget(recordingId);
    await this.#tombstones.bury(recordingId, { ...decision, at: this.#ports.clock.now() });
    this.#ports.log.info({ recordingId }, "secret.destroyed");
  }

  /** What has a tombstone and is there all the same came back with a backup. */
  async #destroyAgain(): Promise<void> {
    for (const recordingId of this.#tombstones.all()) {
      const place = this.#store.placeOf(recordingId);
      if (place === undefined) continue;
      await this.#store.shred(recordingId, place.day);
      this.#ports.log.warn({ recordingId }, "secret.destroyed_again");
    }
  }

  async #retireDays(): Promise<void> {
    if (!this.#mark.isSane) return;
    const { log, clock } = this.#ports;
    await retireDays({ store: this.#store, keys: this.#keys, holds: this.#holds, log }, dayOf(clock.now()));
  }

  #about(recordingId: RecordingId, at: number) {
    return { wardenId: this.identity.wardenId, recordingId, at };
  }
}
