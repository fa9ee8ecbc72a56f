import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ProtocolError, type RecordingId } from "@ferndiagnose/protocol";
import { fromHex, openSealed, verifyStatement } from "@ferndiagnose/sealed-recording";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { dayMs, newCaseId, newRecordingId, testRandom, WardenUnderTest } from "./testing/warden-under-test.ts";

let bench: WardenUnderTest;

beforeEach(async () => {
  bench = await WardenUnderTest.create();
});
afterEach(() => bench.remove());

async function expectCode(work: Promise<unknown>, code: string): Promise<void> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProtocolError);
  expect((error as ProtocolError).code).toBe(code);
}

async function expectSigned(answer: { type: string; signature: string; wardenId: string }): Promise<void> {
  const { signature, ...statement } = answer;
  const { wardenId, signingKey } = bench.warden.identity.public;
  expect(answer.wardenId).toBe(wardenId);
  expect(await verifyStatement(answer.type, statement, signature, signingKey)).toBe(true);
}

/** The secret as the viewer gets it. */
async function released(
  recordingId: RecordingId,
  lock: "complaint" | "break-glass" = "complaint",
): Promise<Uint8Array> {
  const { request, viewerKey } = await bench.releaseRequest(recordingId, { lock });
  const answer = await bench.warden.release(request);
  await expectSigned(answer);
  const binding = Buffer.concat([fromHex(recordingId), Buffer.from(request.caseId)]);
  return openSealed(viewerKey, "released secret", binding, answer.secret);
}

describe("storing", () => {
  it("is signed for, durable over a restart, and released to two auditors", async () => {
    const { recordingId, secret } = await bench.stored();
    expect(await released(recordingId)).toEqual(secret);
    await bench.start();
    expect(await released(recordingId)).toEqual(secret);
    expect(await released(recordingId, "break-glass")).toEqual(secret);
  });

  it("of the same content again gives the same receipt, another content is refused", async () => {
    const recordingId = newRecordingId();
    const secret = testRandom(32);
    const first = await bench.warden.store(await bench.storeRequest(recordingId, secret));
    await expectSigned(first);
    bench.clock.advance(1_000);
    expect(await bench.warden.store(await bench.storeRequest(recordingId, secret))).toEqual(first);
    await expectCode(bench.warden.store(await bench.storeRequest(recordingId, testRandom(32))), "secret_differs");
    const otherTechnician = { technician: "AAAA-2222" as never };
    await expectCode(
      bench.warden.store(await bench.storeRequest(recordingId, secret, otherTechnician)),
      "secret_differs",
    );
  });

  it("refuses what is not sealed to it for this recording, and sets it does not know", async () => {
    const [one, other] = [newRecordingId(), newRecordingId()];
    const request = await bench.storeRequest(one, testRandom(32));
    await expectCode(bench.warden.store({ ...request, recordingId: other }), "secret_unreadable");
    await expectCode(bench.warden.store(await bench.storeRequest(one, testRandom(31))), "secret_unreadable");
    await expectCode(
      bench.warden.store(await bench.storeRequest(one, testRandom(32), { version: 2 })),
      "auditor_set_unknown",
    );
  });

  it("makes folders and files that nobody else can read", async () => {
    await bench.stored();
    for (const name of await readdir(bench.directory, { recursive: true })) {
      const { mode } = await stat(join(bench.directory, name));
      expect([name, mode & 0o077]).toEqual([name, 0]);
    }
    expect((await stat(bench.directory)).mode & 0o077).toBe(0);
  });
});

describe("destroying", () => {
  it("is signed for, for ever, and gives the same answer again", async () => {
    const { recordingId, secret } = await bench.stored();
    const answer = await bench.destroy(recordingId);
    await expectSigned(answer);
    expect(answer).toMatchObject({ method: "overwritten", epoch: "2026-06-01" });
    bench.clock.advance(5_000);
    expect(await bench.destroy(recordingId)).toEqual(answer);
    await bench.start();
    expect(await bench.destroy(recordingId)).toEqual(answer);
    await expectCode(released(recordingId), "secret_destroyed");
    await expectCode(bench.warden.store(await bench.storeRequest(recordingId, secret)), "secret_destroyed");
    expect(await bench.warden.state(recordingId)).toMatchObject({ state: "destroyed" });
  });

  it("of what was never stored is signed as such, and it never will be", async () => {
    const recordingId = newRecordingId();
    const answer = await bench.destroy(recordingId);
    await expectSigned(answer);
    expect(answer.method).toBe("never_stored");
    await expectCode(bench.stored(recordingId), "secret_destroyed");
  });

  it("waits for its own clock, to the millisecond", async () => {
    const { recordingId } = await bench.stored();
    const deleteAt = bench.clock.now() + 89 * dayMs;
    bench.clock.advance(88 * dayMs - 1);
    await expectCode(bench.destroy(recordingId, deleteAt), "destruction_too_early");
    expect(await bench.warden.state(recordingId)).toMatchObject({ state: "stored" });
    bench.clock.advance(1);
    await bench.destroy(recordingId, deleteAt);
  });

  it("waits while the clock is behind what it has seen, also after a restart; so do storing and releasing", async () => {
    const { recordingId } = await bench.stored();
    bench.clock.advance(dayMs);
    await bench.warden.tick();
    bench.clock.jump(-366 * dayMs);
    const work = [() => bench.destroy(recordingId), () => bench.stored(), () => released(recordingId)];
    for (const one of work) await expectCode(one(), "warden_clock_set_back");
    expect(bench.warden.status.isReady).toBe(false);
    await bench.start();
    for (const one of work) await expectCode(one(), "warden_clock_set_back");
    bench.clock.jump(366 * dayMs);
    await bench.destroy(recordingId);
  });

  it("waits while the secret is held; an old word about a hold does not undo a newer one", async () => {
    const { recordingId } = await bench.stored();
    const hold = await bench.prove("hold", { recordingId, caseId: newCaseId(), reviewAt: 1 });
    const ended = await bench.prove("hold_ended", { recordingId });
    const again = await bench.prove("hold", { recordingId, caseId: newCaseId(), reviewAt: 2 });
    await expectSigned(await bench.warden.hold({ recordingId, hold }));
    await expectCode(bench.destroy(recordingId), "secret_held");
    expect(await bench.warden.hold({ recordingId, hold: again })).toMatchObject({ type: "secret-held" });
    // The checkpoint moved on meanwhile; the proof is an old one all the same.
    expect(await bench.warden.endHold({ recordingId, hold: ended })).toMatchObject({ type: "secret-held" });
    await expectCode(bench.destroy(recordingId), "secret_held");
    await bench.start();
    await expectCode(bench.destroy(recordingId), "secret_held");
    expect(await bench.endHold(recordingId)).toMatchObject({ type: "hold-ended" });
    expect(await bench.warden.hold({ recordingId, hold: again })).toMatchObject({ type: "hold-ended" });
    await bench.destroy(recordingId);
    await expectCode(bench.hold(recordingId), "secret_destroyed");
  });

  it("takes only the word of the log about this recording", async () => {
    const { recordingId } = await bench.stored();
    const foreign = await bench.intent(newRecordingId());
    await expectCode(bench.warden.destroy({ recordingId, intent: foreign }), "log_details_differ");
    const wrongType = await bench.prove("shred_done", { recordingId, deleteAt: 1, finalHash: "0".repeat(64) });
    await expectCode(bench.warden.destroy({ recordingId, intent: wrongType }), "log_details_differ");
    const intent = await bench.intent(recordingId);
    const changed = { ...intent, details: { ...intent.details, deleteAt: 1 } };
    await expectCode(bench.warden.destroy({ recordingId, intent: changed }), "log_proof_refused");
  });
});

describe("the key of a day", () => {
  const keyOf = (day: string) => join(bench.directory, "keys", `${day}.key`);
  const isThere = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );

  it("goes with the day's last secret, not before the day is over", async () => {
    const [one, two] = [await bench.stored(), await bench.stored()];
    await bench.destroy(one.recordingId);
    expect(await isThere(keyOf("2026-06-01"))).toBe(true);
    await bench.destroy(two.recordingId);
    expect(await isThere(keyOf("2026-06-01"))).toBe(true);
    bench.clock.advance(dayMs);
    await bench.warden.tick();
    expect(await isThere(keyOf("2026-06-01"))).toBe(false);
    expect(await isThere(join(bench.directory, "secrets", "2026-06-01"))).toBe(false);
  });

  it("goes although a secret is held, which gets a key of its own and can still be released and destroyed", async () => {
    const [held, other] = [await bench.stored(), await bench.stored()];
    await bench.hold(held.recordingId);
    bench.clock.advance(dayMs);
    await bench.warden.tick();
    expect(await isThere(keyOf("2026-06-01"))).toBe(true);
    await bench.destroy(other.recordingId);
    expect(await isThere(keyOf("2026-06-01"))).toBe(false);
    await bench.start();
    expect(await released(held.recordingId)).toEqual(held.secret);
    await bench.endHold(held.recordingId);
    expect(await released(held.recordingId)).toEqual(held.secret);
    const answer = await bench.destroy(held.recordingId);
    expect(answer).toMatchObject({ method: "overwritten", epoch: "2026-06-01" });
    expect(await readdir(join(bench.directory, "keys"))).toEqual([]);
  });

  it("is another one each day", async () => {
    await bench.stored();
    const first = await readFile(keyOf("2026-06-01"));
    bench.clock.advance(dayMs);
    await bench.stored();
    expect((await readFile(keyOf("2026-06-02"))).equals(first)).toBe(false);
    expect(first.length).toBe(32);
  });
});

describe("backups", () => {
  it("of secrets bring nothing back: not while the day's key lives, not afterwards, not under another number", async () => {
    const [one, other] = [await bench.stored(), await bench.stored()];
    const folder = join(bench.directory, "secrets", "2026-06-01");
    const blob = await readFile(join(folder, one.recordingId));
    await bench.destroy(one.recordingId);
    await writeFile(join(folder, one.recordingId), blob);
    await expectCode(released(one.recordingId), "secret_destroyed");
    await bench.start();
    expect(await readdir(folder)).toEqual([other.recordingId]);
    const third = newRecordingId();
    await writeFile(join(folder, third), blob);
    await bench.start();
    await expectCode(released(third), "secret_lost");
    bench.clock.advance(dayMs);
    for (const { recordingId } of [{ recordingId: third }, other]) await bench.destroy(recordingId);
    await mkdir(folder);
    await writeFile(join(folder, one.recordingId), blob);
    await bench.start();
    await expectCode(released(one.recordingId), "secret_destroyed");
  });

  it("without keys release nothing", async () => {
    const { recordingId } = await bench.stored();
    const folder = join(bench.directory, "secrets", "2026-06-01");
    const blob = await readFile(join(folder, recordingId));
    const elsewhere = await WardenUnderTest.create();
    await mkdir(join(elsewhere.directory, "secrets", "2026-06-01"), { recursive: true });
    await writeFile(join(elsewhere.directory, "secrets", "2026-06-01", recordingId), blob);
    await elsewhere.start();
    const { request } = await elsewhere.releaseRequest(recordingId);
    await expectCode(elsewhere.warden.release(request), "secret_lost");
    await elsewhere.remove();
  });
});

test("an altered blob is refused, every byte of it", async () => {
  const { recordingId } = await bench.stored();
  const path = join(bench.directory, "secrets", "2026-06-01", recordingId);
  const { request } = await bench.releaseRequest(recordingId);
  const blob = await readFile(path);
  for (let at = 0; at < blob.length; at++) {
    blob[at] = (blob[at] ?? 0) ^ 1;
    await writeFile(path, blob);
    await expectCode(bench.warden.release(request), "secret_lost");
    blob[at] = (blob[at] ?? 0) ^ 1;
  }
  await writeFile(path, blob);
  await bench.warden.release(request);
});

test("closed cases stay closed", async () => {
  const { recordingId } = await bench.stored();
  const { request } = await bench.releaseRequest(recordingId);
  await bench.warden.release(request);
  const closed = await bench.warden.closeCase(request.caseId);
  await expectSigned(closed);
  bench.clock.advance(10);
  expect(await bench.warden.closeCase(request.caseId)).toEqual(closed);
  await expectCode(bench.warden.release(request), "case_closed");
  await bench.start();
  await expectCode(bench.warden.release(request), "case_closed");
});

test("after one failed write it does nothing more until it is started anew, and says so", async () => {
  const kept = await bench.stored();
  bench.clock.advance(dayMs);
  const obstacle = join(bench.directory, "secrets", "2026-06-02");
  await writeFile(obstacle, "");
  await expectCode(bench.stored(), "warden_unavailable");
  await rm(obstacle);
  expect(bench.warden.status.isReady).toBe(false);
  for (const work of [() => bench.stored(), () => released(kept.recordingId), () => bench.destroy(kept.recordingId)]) {
    await expectCode(work(), "warden_unavailable");
  }
  await bench.start();
  expect(bench.warden.status.isReady).toBe(true);
  expect(await released(kept.recordingId)).toEqual(kept.secret);
  await bench.stored();
});
