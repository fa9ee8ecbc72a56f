import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LEAD_MS } from "../retention/retention-times.ts";
import { dayMs, RetentionFixture } from "../retention/testing/retention-fixture.ts";
import { purgeCommand } from "./purge.ts";
import { retentionCommand } from "./retention.ts";
import { verifyCertificateCommand } from "./verify-certificate.ts";

let fixture: RetentionFixture;
let printed: string[];
beforeEach(async () => {
  fixture = await RetentionFixture.create();
  printed = [];
});
afterEach(() => fixture.remove());

const print = (line: string) => void printed.push(line);
const text = () => printed.join("\n");

function report(options: { json?: boolean; confirmClock?: string } = {}): Promise<number> {
  const { json = false, confirmClock } = options;
  return retentionCommand(
    { data: fixture.blobs.directory, days: 100, json, confirmClock, nowMs: fixture.clock.now() },
    print,
  );
}

test("says what is due when, what is held, what is late and why, and changes nothing", async () => {
  const [due, held] = [await fixture.keep(), await fixture.keep()];
  await fixture.keep({ startedAt: fixture.clock.now() + 5 * dayMs });
  await fixture.hold(held.recordingId);
  const retention = fixture.retention();
  await retention.start();
  expect(await report()).toBe(1);
  expect(text()).toContain("3 complete");
  expect(text()).toContain(`${new Date(due.deleteAt - LEAD_MS).toISOString().slice(0, 10)}   1`);
  expect(text()).toContain(`${held.recordingId}  by auditor`);
  expect(text()).toContain("review_overdue");

  printed = [];
  for (const warden of fixture.wardens) warden.isAway = true;
  fixture.clock.advance(due.deleteAt + 3 * dayMs - fixture.clock.now());
  await retention.sweep();
  expect(await report()).toBe(1);
  expect(text()).toContain(`${due.recordingId}  96.0 h, intended: warden_unreachable`);
  expect(text()).toContain("ALARM        overdue: 1 recordings, up to 96 h");
  expect(text()).toContain("no answer");
  printed = [];
  expect(await report({ json: true })).toBe(1);
  expect(JSON.parse(text())).toMatchObject({ late: [{ recordingId: due.recordingId }], held: { length: 1 } });
  expect(await fixture.stateOf(due.recordingId)).toBe("shredding");
  await retention.stop();
});

test("all is well; a clock is confirmed with the right time only", async () => {
  const retention = fixture.retention();
  await retention.start();
  expect(await report()).toBe(0);
  fixture.clock.jump(3 * dayMs);
  await retention.sweep();
  expect(await report()).toBe(1);
  expect(text()).toContain("ALARM        clock_ahead");
  const wrong = new Date(fixture.clock.now() - dayMs).toISOString();
  await expect(report({ confirmClock: wrong })).rejects.toThrow("clock says");
  await expect(report({ confirmClock: "yesterday" })).rejects.toThrow("2027-03-28T14:05Z");
  await report({ confirmClock: new Date(fixture.clock.now()).toISOString() });
  await retention.sweep();
  expect(await report()).toBe(0);
  await retention.stop();
});

test("a certificate that holds is described; a changed one is not believed", async () => {
  const { recordingId, deleteAt } = await fixture.keep();
  const retention = fixture.retention();
  await retention.start();
  fixture.clock.advance(deleteAt - LEAD_MS - fixture.clock.now());
  await retention.sweep();
  await retention.stop();
  const file = join(fixture.certificates.directory, `${recordingId}.json`);
  const trust = join(fixture.certificates.directory, "trust.json");
  expect(await verifyCertificateCommand({ file, trust }, print)).toBe(0);
  for (const part of ["the certificate holds", recordingId, "in time", "overwritten", "NIST SP 800-88"]) {
    expect(text()).toContain(part);
  }
  const signed = await fixture.certificates.get(recordingId);
  if (!signed) throw new Error("No certificate");
  const changed = join(fixture.folder, "changed.json");
  writeFileSync(changed, JSON.stringify({ ...signed, certificate: { ...signed.certificate, ciphertextBytes: 1 } }));
  expect(await verifyCertificateCommand({ file: changed, trust }, print)).toBe(1);
  await expect(verifyCertificateCommand({ file, trust: file }, print)).rejects.toThrow("whom to trust");
});

test("the clock of a real server is not moved", async () => {
  const options = { data: fixture.blobs.directory, now: "2027-03-28T14:05Z", testClockFile: undefined };
  await expect(purgeCommand(options, print)).rejects.toThrow("Only a test clock");
});
