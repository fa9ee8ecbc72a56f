import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RecordingId, SecretDestroyed, SecretReleased, SecretState } from "@ferndiagnose/protocol";
import { fromHex, generateSealingKey, sealTo, toHex } from "@ferndiagnose/sealed-recording";
import { amount, figure, newTestAuditor, TestLog, testAuditorSet } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { type Answer, WardenProcess } from "./testing/warden-process.ts";
import { dayMs, newCaseId, newRecordingId, technician, testRandom } from "./testing/warden-under-test.ts";

const lanes = 2;
/** A life ends a moment after one of its first answers. */
const mostAnswers = 12;
const longestMomentMs = 15;
const kills = amount({ quick: 12, long: 1_000 });

interface Kept {
  readonly recordingId: RecordingId;
  readonly secret: Uint8Array;
  /** What the warden's answers have promised so far. */
  promised: "nothing" | "stored" | "destroyed";
  isHeld: boolean;
}

/** One warden that is killed over and over, and what it has promised. */
class Lane {
  readonly #warden: WardenProcess;
  readonly #log: TestLog;
  readonly #all: Kept[] = [];
  readonly #touched = new Set<Kept>();
  #aheadMs = 0;
  answers = 0;
  kills = 0;

  private constructor(warden: WardenProcess, log: TestLog) {
    this.#warden = warden;
    this.#log = log;
  }

  static async create(): Promise<Lane> {
    const auditors = await Promise.all([{}, {}, { external: true }].map((facts) => newTestAuditor(facts)));
    const log = await TestLog.create(() => Date.now());
    const warden = await WardenProcess.create(log, await testAuditorSet(auditors));
    await mkdir(warden.temporary);
    const lane = new Lane(warden, log);
    // Only a life that ends in order leaves compiled code to the next ones.
    await lane.#start();
    await warden.stop();
    return lane;
  }

  get recordings(): number {
    return this.#all.length;
  }

  async #start(): Promise<void> {
    await this.#warden.start({ NODE_COMPILE_CACHE: join(this.#warden.folder, "compiled") });
  }

  async remove(): Promise<void> {
    await this.#warden.remove();
  }

  /** One life: what the last one promised is looked at, then work until the end comes from outside. */
  async liveAndDie(): Promise<void> {
    await this.#start();
    for (const kept of this.#touched) await this.#check(kept);
    this.#touched.clear();
    let isDead = false;
    let death: Promise<void> | undefined;
    const end = async () => {
      await sleep(Math.random() * longestMomentMs);
      isDead = true;
      await this.#warden.kill();
    };
    const lastAnswer = this.answers + Math.random() * mostAnswers;
    while (!isDead) {
      if (death === undefined && this.answers >= lastAnswer) death = end();
      await this.#work().catch((error: unknown) => this.#expectDeath(error, () => isDead));
    }
    await death;
    this.kills += 1;
  }

  /** Everything destroyed and a day later, nothing is left but tombstones. */
  async settle(): Promise<void> {
    await this.#warden.start();
    for (const kept of this.#all) {
      await this.#check(kept);
      if (kept.isHeld) await this.#hold(kept, false);
      if (kept.promised !== "destroyed") await this.#destroy(kept);
    }
    await this.#nextDay();
    await this.#warden.stop();
    await this.#warden.start();
    expect(await readdir(join(this.#warden.directory, "keys"))).toEqual([]);
    const blobs = await readdir(join(this.#warden.directory, "secrets"), { recursive: true });
    expect(blobs.filter((name) => /[0-9a-f]{32}/.test(name))).toEqual([]);
    await this.#warden.stop();
    for (const word of ["secret.lost", "request.failed", "disk.failed"])
      expect(this.#warden.output).not.toContain(word);
  }

  async #work(): Promise<void> {
    const living = this.#all.filter(({ promised }) => promised !== "destroyed");
    const chosen = living[Math.floor(Math.random() * living.length)];
    const dice = Math.random();
    if (chosen === undefined || dice < 0.45) return this.#store();
    if (dice < 0.75) return chosen.isHeld ? this.#hold(chosen, false) : this.#destroy(chosen);
    if (dice < 0.9) return this.#hold(chosen, !chosen.isHeld);
    return this.#nextDay();
  }

  async #store(): Promise<void> {
    const kept: Kept = { recordingId: newRecordingId(), secret: testRandom(32), promised: "nothing", isHeld: false };
    this.#all.push(kept);
    this.#touched.add(kept);
    await this.#put(kept);
    kept.promised = "stored";
  }

  async #destroy(kept: Kept): Promise<void> {
    this.#touched.add(kept);
    const { recordingId } = kept;
    const intent = await this.#prove("shred_intent", { recordingId, deleteAt: Date.now(), finalHash: "0".repeat(64) });
    const { body } = this.#done(await this.#warden.ask("DELETE", `secrets/${recordingId}`, { recordingId, intent }));
    const { method } = SecretDestroyed.parse(body);
    if (kept.promised === "stored") expect(method).toBe("overwritten");
    kept.promised = "destroyed";
  }

  async #hold(kept: Kept, isHeld: boolean): Promise<void> {
    this.#touched.add(kept);
    const { recordingId } = kept;
    const caseId = newCaseId();
    const hold = isHeld
      ? await this.#prove("hold", { recordingId, caseId, reviewAt: Date.now() })
      : await this.#prove("hold_ended", { recordingId });
    const path = `secrets/${recordingId}/${isHeld ? "hold" : "release-hold"}`;
    const answer = await this.#warden.ask("POST", path, { recordingId, hold });
    // A destruction whose answer was lost may have come first.
    if (answer.code === "secret_destroyed" && kept.promised !== "destroyed") return;
    this.#done(answer);
    kept.isHeld = isHeld;
  }

  /** The key of the old day goes as soon as nothing but held secrets lies under it. */
  async #nextDay(): Promise<void> {
    this.#aheadMs += dayMs;
    await this.#warden.setClockAhead(this.#aheadMs);
  }

  /** After a crash: what was promised holds, and what was not is one or the other, never half. */
  async #check(kept: Kept): Promise<void> {
    const { recordingId, promised } = kept;
    const { state, held } = SecretState.parse(this.#done(await this.#warden.ask("GET", `secrets/${recordingId}`)).body);
    if (promised === "stored") expect(["stored", "destroyed"]).toContain(state);
    if (promised === "destroyed") expect(state).toBe("destroyed");
    kept.isHeld = held;
    if (state === "stored") await this.#put(kept);
    if (state === "stored" && kept.promised === "nothing") kept.promised = "stored";
    if (state !== "destroyed") return;
    kept.promised = "destroyed";
    await expect(this.#put(kept)).rejects.toThrow("secret_destroyed");
    expect((await this.#release(kept)).code).toBe("secret_destroyed");
  }

  /** The warden compares with what it has: an answer says that it has exactly this secret. */
  async #put({ recordingId, secret }: Kept): Promise<void> {
    const sealingKey = fromHex(this.#warden.identity.sealingKey);
    const box = await sealTo(sealingKey, "shred secret", fromHex(recordingId), secret, testRandom);
    const body = { recordingId, technician, auditorSetVersion: 1, secret: box };
    this.#done(await this.#warden.ask("PUT", `secrets/${recordingId}`, body));
  }

  async #release({ recordingId }: Kept): Promise<Answer> {
    const caseId = newCaseId();
    const viewerKey = toHex((await generateSealingKey(testRandom)).publicKey);
    const opened = await this.#prove("case", { caseId, recordingId, lock: "complaint", requester: "customer" });
    const times = { approvedAt: Date.now(), expiresAt: Date.now() + 1_000 };
    const approval = {
      version: 1,
      caseId,
      recordingId,
      lock: "complaint",
      auditor: "0".repeat(32),
      viewerKey,
      ...times,
    };
    const approvals = [{ signed: { approval, signature: "A".repeat(86) }, proof: opened }];
    const body = { recordingId, caseId, lock: "complaint", viewerKey, approvals, opened };
    const answer = await this.#warden.ask("POST", `secrets/${recordingId}/release`, body);
    expect(SecretReleased.safeParse(answer.body).success).toBe(false);
    return answer;
  }

  async #prove(...[type, details]: Parameters<TestLog["note"]>) {
    const index = await this.#log.append(type, details);
    await this.#warden.show();
    return this.#log.proofOf(index);
  }

  #done(answer: Answer): Answer {
    if (answer.code !== undefined) throw new Error(answer.code);
    this.answers += 1;
    return answer;
  }

  /** Requests may end without an answer only because the warden did. */
  async #expectDeath(error: unknown, isDead: () => boolean): Promise<void> {
    if (!(error instanceof TypeError)) throw error;
    for (let wait = 0; wait < 100 && !isDead(); wait++) await sleep(10);
    if (!isDead()) throw error;
  }
}

test(`${kills} times kill -9 at any moment of storing, holding, destroying and changing days: no promise is broken`, {
  timeout: 3_600_000,
}, async () => {
  const all = await Promise.all(Array.from({ length: lanes }, () => Lane.create()));
  await Promise.all(
    all.map(async (lane) => {
      for (let round = 0; round < kills / lanes; round++) await lane.liveAndDie();
      await lane.settle();
    }),
  );
  const sum = (count: (lane: Lane) => number) => all.reduce((total, lane) => total + count(lane), 0);
  figure(
    "warden: kill -9 of the real process",
    `${sum((lane) => lane.kills)} kills, ${sum((lane) => lane.recordings)} secrets, ${sum((lane) => lane.answers)} answers: no promise broken`,
  );
  await Promise.all(all.map((lane) => lane.remove()));
});
