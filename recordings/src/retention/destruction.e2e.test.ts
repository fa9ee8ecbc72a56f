import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { openLock, unsealShare } from "@ferndiagnose/sealed-recording";
import { figure, filesHolding } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordingStatus } from "../cases/recording-status.ts";
import { testRandom } from "../testing/test-ports.ts";
import { LEAD_MS } from "./retention-times.ts";
import { DestructionSite, type Witnessed } from "./testing/destruction-site.ts";
import { verifyDeletionCertificate } from "./verify-deletion-certificate.ts";

let site: DestructionSite;
beforeEach(async () => {
  site = await DestructionSite.create();
});
afterEach(() => site.remove());

const dayMs = 86_400_000;

async function destroyed(recording: Witnessed): Promise<void> {
  await site.setTime(recording.deleteAt - LEAD_MS + 60_000);
  await site.retention.start();
  expect(await site.retention.sweep()).toMatchObject({ due: 0, waiting: [], clock: { state: "sane" } });
  expect(await site.blobs.stat(recording.recordingId)).toBeUndefined();
}

async function states(recordingId: string): Promise<string[]> {
  return (await site.wardens.states(recordingId)).map(({ state }) => state);
}

test("after a destruction no key of the recording is left in any file", async () => {
  const recording = await site.record();
  const kept = await site.record();
  const secrets = { "shred secret": recording.shredSecret, "root key": recording.root };
  const epochKeys = site.epochKeys();
  expect(epochKeys.length).toBe(2);
  // The search finds what is there.
  for (const key of epochKeys) expect(filesHolding(site.folder, key).length).toBe(1);
  for (const text of ["hex", "base64", "base64url"] as const) {
    const trace = join(site.folder, "trace");
    writeFileSync(trace, `x${Buffer.from(recording.shredSecret).toString(text)}`);
    expect(filesHolding(site.folder, recording.shredSecret)).toEqual(["trace"]);
    rmSync(trace);
  }
  await destroyed(recording);
  await destroyed(kept);
  // The key of a day goes with its last secret.
  const searched = [...Object.entries(secrets), ...epochKeys.map((key) => ["epoch key", key] as const)];
  for (const [name, key] of searched) {
    expect(filesHolding(site.folder, key), name).toEqual([]);
    const said = `${site.wardenOutput}${JSON.stringify(site.log.lines)}`;
    for (const text of ["hex", "base64"] as const) expect(said).not.toContain(Buffer.from(key).toString(text));
  }
  const leftovers = filesHolding(site.archive, Buffer.from("ABCD-2345", "latin1"));
  expect(leftovers).toEqual([]);
  figure("remnants: keys searched for after the destruction", searched.length);
  figure("remnants: hits", 0);
});

test("a backup from before the destruction, put back: unreadable, and destroyed again before anything is served", async () => {
  const recording = await site.record();
  const { recordingId, sessionId, header } = recording;
  const backup = site.backUp(["archive", "key-warden/secrets", "key-warden-b/secrets"]);
  try {
    await destroyed(recording);
    const certificate = await site.retention.certificateOf(sessionId);
    for (const keepsCertificates of [true, false]) {
      await site.close();
      await site.stopWardens();
      await site.setTime(recording.deleteAt + 30 * dayMs);
      await putBack(backup, keepsCertificates);
      expect(existsSync(site.blobs.pathOf(recordingId))).toBe(true);
      await site.startWardens();
      await site.open();
      // Everything but the secret: all auditors, the customer's code, the file. A guess at the secret does not help.
      expect(await states(recordingId)).toEqual(["destroyed", "destroyed"]);
      const shares = await Promise.all(site.auditors.map((key) => unsealShare(header, key, "complaint")));
      const factors = { lock: "complaint" as const, shares, complaintCode: site.code };
      await expect(openLock(header, { ...factors, shredSecret: testRandom(32) })).rejects.toThrow();
      expect(filesHolding(site.folder, recording.shredSecret)).toEqual([]);

      const { destroyedAgain } = await site.index.start();
      expect(destroyedAgain).toEqual(keepsCertificates ? [recordingId] : []);
      await site.retention.start(destroyedAgain);
      expect(existsSync(site.blobs.pathOf(recordingId))).toBe(false);
      const [row] = await site.database.tables.selectFrom("recording").selectAll().execute();
      expect(row).toMatchObject({ state: "destroyed", technician: null });
      expect(await recordingStatus(site.database, sessionId)).toMatchObject({ destroyedAt: expect.any(Number) });
      expect(await site.database.tables.selectFrom("leaf").select("recording_id").execute()).toEqual([]);
      const now = await site.retention.certificateOf(sessionId);
      expect(await verifyDeletionCertificate(now, site.trust)).toMatchObject({ isReissued: !keepsCertificates });
      if (keepsCertificates) expect(now).toEqual(certificate);
      // The wardens give the same words, however often they are asked.
      expect(now?.certificate.wardens).toEqual(certificate?.certificate.wardens);
    }
  } finally {
    rmSync(backup, { recursive: true });
  }
});

/** Archive, database and the wardens' blobs as they were. The log and the wardens' keys are in no backup. */
async function putBack(backup: string, keepsCertificates: boolean): Promise<void> {
  const skipped = join(backup, "archive", "log");
  for (const name of ["archive", "key-warden/secrets", "key-warden-b/secrets"]) {
    const filter = (source: string) => !source.startsWith(skipped);
    for (const suffix of ["-wal", "-shm"]) rmSync(join(site.archive, `recordings.db${suffix}`), { force: true });
    await cp(join(backup, name), join(site.folder, name), { recursive: true, filter });
  }
  if (!keepsCertificates) rmSync(join(site.archive, "certificates"), { recursive: true });
  expect(readFileSync(join(site.archive, "recordings.db")).length).toBeGreaterThan(0);
}
