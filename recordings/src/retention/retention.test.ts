import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { confirmClock } from "./clock-keeper.ts";
import { LEAD_MS, TOO_LATE_MS } from "./retention-times.ts";
import { dayMs, RetentionFixture } from "./testing/retention-fixture.ts";
import { verifyDeletionCertificate } from "./verify-deletion-certificate.ts";

let fixture: RetentionFixture;
beforeEach(async () => {
  fixture = await RetentionFixture.create();
});
afterEach(() => fixture.remove());

const minuteMs = 60_000;

test("nothing happens a minute before day 89; on it the recording goes, and the certificate says so to anybody", async () => {
  const { recordingId, sessionId, deleteAt } = await fixture.keep();
  const retention = fixture.retention();
  await retention.start();
  fixture.clock.advance(deleteAt - LEAD_MS - minuteMs - fixture.clock.now());
  expect(await retention.sweep()).toMatchObject({ destroyed: 0, due: 0, recordings: 1, clock: { state: "sane" } });
  fixture.clock.advance(minuteMs);
  expect(await retention.sweep()).toMatchObject({ destroyed: 1, recordings: 0, waiting: [] });

  expect(await fixture.stateOf(recordingId)).toBe("destroyed");
  expect(await fixture.blobs.stat(recordingId)).toBeUndefined();
  for (const warden of fixture.wardens) expect(warden.stateOf(recordingId)).toBe("destroyed");
  expect(fixture.told).toMatchObject([{ recordingId, sessionId, deleteAt }]);
  const certificate = await retention.certificateOf(sessionId);
  const verdict = await verifyDeletionCertificate(certificate, fixture.trust);
  expect(verdict.certificate).toMatchObject({ recordingId, sessionId, deleteAt, assurance: "clear" });
  expect(verdict.certificate.destroyedAt).toBeLessThanOrEqual(deleteAt);
  expect(await fixture.certificates.get(recordingId)).toEqual(certificate);
  expect(await fixture.database.tables.selectFrom("leaf").selectAll().execute()).toEqual([]);
  expect(retention.isHealthy).toBe(true);
  await retention.stop();
});

test("with every copy that lies beside it", async () => {
  const { recordingId, deleteAt } = await fixture.keep();
  await fixture.blobs.put(`${recordingId}.torn`, Buffer.from("torn"));
  fixture.clock.advance(deleteAt - LEAD_MS - fixture.clock.now());
  expect(await fixture.retention().sweep()).toMatchObject({ destroyed: 1 });
  const group = join(fixture.blobs.directory, recordingId.slice(0, 2));
  expect(existsSync(group) ? readdirSync(group) : []).toEqual([]);
});

test("what is held stays, until it is not held any more", async () => {
  const { recordingId, deleteAt } = await fixture.keep();
  await fixture.hold(recordingId);
  fixture.clock.advance(deleteAt + 30 * dayMs - fixture.clock.now());
  const retention = fixture.retention();
  expect(await retention.sweep()).toMatchObject({ destroyed: 0, held: 1, due: 1, problems: [] });
  await fixture.database.tables.updateTable("hold").set({ ended_at: fixture.clock.now() }).execute();
  expect(await retention.sweep()).toMatchObject({ destroyed: 1 });
});

test("a warden that is away is waited for; after 48 hours nothing new begins", async () => {
  const { recordingId, deleteAt } = await fixture.keep();
  const [, away] = fixture.wardens;
  if (!away) throw new Error("No second warden");
  away.isAway = true;
  const retention = fixture.retention();
  await retention.start();
  fixture.clock.advance(deleteAt - LEAD_MS - fixture.clock.now());
  const report = await retention.sweep();
  expect(report).toMatchObject({ destroyed: 0, waiting: [{ recordingId, code: "warden_unreachable" }] });
  expect(await fixture.stateOf(recordingId)).toBe("shredding");
  expect(await fixture.blobs.stat(recordingId)).toBeDefined();
  expect(retention.isHealthy).toBe(true);
  fixture.clock.advance(TOO_LATE_MS + minuteMs);
  await retention.sweep();
  expect(retention.problems).toMatchObject([{ code: "overdue" }]);
  expect(fixture.log.messages).toContain("retention.alarm");
  away.isAway = false;
  expect(await retention.sweep()).toMatchObject({ destroyed: 1 });
  expect(retention.isHealthy).toBe(true);
  await retention.stop();
});

test("a clock that is put right between the intention and the end does not keep the certificate back", async () => {
  const { recordingId, deleteAt } = await fixture.keep();
  const [, away] = fixture.wardens;
  if (!away) throw new Error("No second warden");
  away.isAway = true;
  const retention = fixture.retention();
  await retention.start();
  fixture.clock.advance(deleteAt - LEAD_MS + minuteMs - fixture.clock.now());
  expect(await retention.sweep()).toMatchObject({ destroyed: 0 });
  fixture.clock.jump(-2_000);
  away.isAway = false;
  expect(await retention.sweep()).toMatchObject({ destroyed: 1 });
  const certificate = await fixture.certificates.get(recordingId);
  await verifyDeletionCertificate(certificate, fixture.trust);
  const { intent, done } = certificate?.certificate ?? {};
  expect(done?.leaf.at).toBeLessThan(intent?.leaf.at ?? 0);
  await retention.stop();
});

test("a warden to whom it is too early: the destruction is called off, and done when it is time", async () => {
  const { recordingId, deleteAt } = await fixture.keep();
  const retention = fixture.retention();
  await retention.start();
  fixture.clock.advance(deleteAt - LEAD_MS - fixture.clock.now());
  fixture.wardensAheadMs = -4 * minuteMs;
  expect(await retention.sweep()).toMatchObject({ destroyed: 0, waiting: [{ code: "destruction_too_early" }] });
  expect(await fixture.stateOf(recordingId)).toBe("complete");
  await fixture.hold(recordingId);
  await fixture.database.tables.deleteFrom("hold").execute();
  fixture.clock.advance(5 * minuteMs);
  expect(await retention.sweep()).toMatchObject({ destroyed: 1 });
  expect(fixture.journal.count("shred_intent")).toBe(1);
  await retention.stop();
});

test("the file's day counts, not the table's", async () => {
  const early = await fixture.keep();
  const late = await fixture.keep();
  const set = (recordingId: string, deleteAt: number) =>
    fixture.database.tables
      .updateTable("recording")
      .set({ delete_at: deleteAt, latest_delete_at: deleteAt })
      .where("recording_id", "=", recordingId)
      .execute();
  await set(early.recordingId, fixture.clock.now());
  await set(late.recordingId, late.deleteAt + 1000 * dayMs);
  const retention = fixture.retention();
  expect(await retention.sweep()).toMatchObject({ destroyed: 0 });
  expect(fixture.log.messages).toContain("retention.day_differs");
  fixture.clock.advance(late.deleteAt - LEAD_MS - fixture.clock.now());
  expect(await retention.sweep()).toMatchObject({ destroyed: 2 });
});

test("a jump of the clock destroys nothing and closes the gate; a second clock, or an operator, says what is right", async () => {
  const { deleteAt } = await fixture.keep();
  const retention = fixture.retention();
  await retention.start();
  fixture.clock.jump(400 * dayMs);
  expect(await retention.sweep()).toMatchObject({ destroyed: 0, clock: { state: "ahead", against: "monotonic" } });
  expect(retention.problems).toMatchObject([{ code: "clock_ahead" }]);
  await retention.stop();

  const restarted = fixture.retention();
  await restarted.start();
  expect(restarted.problems).toMatchObject([{ code: "clock_unconfirmed" }]);
  fixture.clock.jump(-400 * dayMs);
  expect(await restarted.sweep()).toMatchObject({ clock: { state: "sane" }, destroyed: 0, problems: [] });
  fixture.clock.jump(deleteAt - fixture.clock.now());
  expect(await restarted.sweep()).toMatchObject({ clock: { state: "ahead" }, destroyed: 0 });
  await confirmClock(fixture.database, fixture.clock.now());
  expect(await restarted.sweep()).toMatchObject({ clock: { state: "sane" }, destroyed: 1 });
  fixture.clock.jump(-dayMs);
  expect(await restarted.sweep()).toMatchObject({ clock: { state: "behind", against: "mark" } });
  await restarted.stop();
});
