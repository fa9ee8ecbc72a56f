import type { RecordingId, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import { amount, figure } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClockKeeper } from "./clock-keeper.ts";
import { LEASE_MS, PurgeTable } from "./purge-table.ts";
import { Purger } from "./purger.ts";
import { RetentionSurvey } from "./retention-survey.ts";
import { Sweep, type SweepResult } from "./sweep.ts";
import { Interleaving, Killed, seededRandom } from "./testing/interleaving.ts";
import { dayMs, type KeptRecording, RetentionFixture } from "./testing/retention-fixture.ts";
import { clientOf } from "./testing/small-warden.ts";
import { verifyDeletionCertificate } from "./verify-deletion-certificate.ts";

let fixture: RetentionFixture;
beforeAll(async () => {
  fixture = await RetentionFixture.create();
});
afterAll(() => fixture.remove());

const seen = { certificates: 0, heldBefore: 0, heldTooLate: 0, kills: 0, turns: 0, calledOff: 0 };
const runs = amount({ quick: 60, long: 10_000 });
const asItIs = <Part extends object>(part: Part): Part => part;

/** One purger's parts, each wrapped; gives one pass of it over what is due. */
function sweepOf(
  recording: KeptRecording,
  owner: string,
  force: boolean,
  wrap: <Part extends object>(part: Part) => Part,
  certified: SignedDeletionCertificate[],
): () => Promise<SweepResult> {
  const { database, blobs, clock, log, maker, journal } = fixture;
  const real = new PurgeTable(database, owner);
  const table = wrap({
    claim: real.claim.bind(real),
    takeOver: real.takeOver.bind(real),
    unattended: async (nowMs: number, all: boolean) =>
      (await real.unattended(nowMs, all)).filter((id) => id === recording.recordingId),
    advance: real.advance.bind(real),
    letGo: real.letGo.bind(real),
    callOff: real.callOff.bind(real),
    finish: async (...args: Parameters<PurgeTable["finish"]>) => {
      await real.finish(...args);
      certified.push(args[1]);
    },
  });
  const wardens = wrap(clientOf(fixture.wardens));
  const parts = {
    table,
    wardens,
    journal: wrap(journal),
    blobs: wrap(blobs),
    certificates: wrap(fixture.certificates),
  };
  const sweep = new Sweep(
    {
      ...{ ...parts, database, clock, log },
      purger: new Purger({ ...parts, serverKey: maker.recoveryKey, trust: fixture.trust, clock, log }),
      survey: new RetentionSurvey({ database, blobs, log }),
      clocks: { hasJumped: () => false } as ClockKeeper,
      onDestroyed: () => undefined,
      isStopping: () => false,
      troubled: new Set(),
    },
    { state: "sane" },
  );
  return async () => {
    const survey = new RetentionSurvey({ database, blobs, log });
    const all = (await survey.all()).filter(({ recordingId }) => recordingId === recording.recordingId);
    return sweep.run(all, force);
  };
}

/** Nothing that opens is half gone: what can still be asked for is whole. */
async function assertWholeOrShredding(recordingId: RecordingId): Promise<string | undefined> {
  const state = await fixture.stateOf(recordingId);
  const isWhole =
    (await fixture.blobs.stat(recordingId)) !== undefined &&
    fixture.wardens.every((warden) => warden.stateOf(recordingId) === "stored");
  if (state !== "shredding" && state !== "destroyed") expect(isWhole).toBe(true);
  return state;
}

function onlyKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

async function interleave(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const recording = await fixture.keep({ startedAt: fixture.clock.now() - 91 * dayMs });
  const { recordingId } = recording;
  const certified: SignedDeletionCertificate[] = [];
  const purgers = 2 + Math.floor(random() * 7);
  const interleaving = new Interleaving(random);
  // Most die, at any of the turns that a whole destruction takes, and are started anew, which takes over whatever is unfinished.
  const workers = Array.from({ length: purgers }, (_, index) => async () => {
    for (let life = 0; life < 3; life++) {
      const worker = interleaving.worker(random() < 0.8 ? 1 + Math.floor(random() * 40) : Number.POSITIVE_INFINITY);
      const owner = `purger-${index}-${life}`;
      await sweepOf(recording, owner, life > 0, worker.wrap, certified)().catch(onlyKilled);
      if (!worker.isDead) return;
    }
  });
  let isHeld = false;
  const hold = async () => {
    const patience = interleaving.worker(Number.POSITIVE_INFINITY).wrap({ wait: async () => undefined });
    const turns = Math.floor(random() * 5);
    for (let turn = 0; turn < turns; turn++) await patience.wait();
    try {
      await fixture.hold(recordingId);
      isHeld = true;
    } catch (error) {
      expect((error as Error).message).toBe("recording_shredding");
      seen.heldTooLate++;
    }
  };
  const withHold = random() < 0.5;
  const [, second] = fixture.wardens;
  // A warden whose clock is behind, for a while.
  fixture.wardensAheadMs = random() < 0.1 ? -30 * dayMs : 0;
  if (second) second.isAway = random() < 0.1;
  await interleaving.run([...workers, ...(withHold ? [hold] : [])]);
  fixture.wardensAheadMs = 0;
  if (second) second.isAway = false;
  await assertWholeOrShredding(recordingId);

  // Whoever is alive finishes it, once the leases of the dead have run out.
  fixture.clock.advance(LEASE_MS + 1);
  await sweepOf(recording, "survivor", false, asItIs, certified)();
  const state = await assertWholeOrShredding(recordingId);
  seen.kills += interleaving.kills;
  seen.turns += interleaving.steps;
  if (isHeld) {
    seen.heldBefore++;
    expect(state).toBe("complete");
    expect(certified).toEqual([]);
    expect(await fixture.certificates.get(recordingId)).toBeUndefined();
    await fixture.blobs.delete(recordingId);
    return;
  }
  expect(state).toBe("destroyed");
  expect(certified.length).toBe(1);
  const [certificate] = certified;
  // A purger that died after the row is completed at the next start.
  const file = await fixture.certificates.get(recordingId);
  if (file) expect(file).toEqual(certificate);
  await verifyDeletionCertificate(certificate, fixture.trust);
  expect(await fixture.blobs.stat(recordingId)).toBeUndefined();
  for (const warden of fixture.wardens) expect(warden.stateOf(recordingId)).toBe("destroyed");
  seen.certificates++;
}

test(`two to eight purgers in ${runs} interleavings, killed between steps: one certificate each, and a hold that came first wins`, {
  timeout: 3_600_000,
}, async () => {
  const firstSeed = amount({ quick: Math.floor(Date.now() / 1000), long: 1 });
  for (let run = 0; run < runs; run++) {
    try {
      await interleave(firstSeed + run);
    } catch (error) {
      throw new Error(`With seed ${firstSeed + run}`, { cause: error });
    }
  }
  // After a start every certificate has its file.
  const retention = fixture.retention();
  await retention.start();
  await retention.stop();
  expect((await fixture.certificates.list()).length).toBe(seen.certificates);
  expect(seen.kills).toBeGreaterThan(runs);
  expect(seen.heldBefore).toBeGreaterThan(0);
  figure("purgers: interleavings", runs);
  figure("purgers: killed between steps", seen.kills);
  figure("purgers: turns", seen.turns);
  figure("purgers: certificates, one for each destroyed recording", seen.certificates);
  figure("purgers: holds that came first and won", seen.heldBefore);
  figure("purgers: holds refused as too late", seen.heldTooLate);
});
