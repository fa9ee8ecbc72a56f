import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { amount, ChildProgram, figure } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { seededRandom } from "./testing/interleaving.ts";
import { dayMs, RetentionFixture } from "./testing/retention-fixture.ts";
import { seedOf } from "./testing/small-journal.ts";
import { verifyDeletionCertificate } from "./verify-deletion-certificate.ts";

const program = fileURLToPath(new URL("./testing/purging-program.ts", import.meta.url));
const kills = amount({ quick: 6, long: 40 });
const atOnce = amount({ quick: 2, long: 4 });
const seed = seedOf("recovery key of the purger processes");

function start(fixture: RetentionFixture): Promise<ChildProgram> {
  const aheadMs = fixture.clock.now() - Date.now();
  const args = [program, fixture.folder, String(aheadMs), Buffer.from(seed).toString("hex")];
  return ChildProgram.start({ command: process.execPath, args });
}

test(`${kills} purger processes killed with kill -9, ${atOnce} at a time on one database: one certificate for each recording`, {
  timeout: 600_000,
}, async () => {
  const fixture = await RetentionFixture.create();
  const random = seededRandom(7);
  try {
    const startedAt = fixture.clock.now() - 89.5 * dayMs;
    const recordings = await Promise.all(Array.from({ length: kills + 4 }, () => fixture.keep({ startedAt })));
    const [held] = recordings;
    if (!held) throw new Error("No recording");
    await fixture.hold(held.recordingId);
    let killed = 0;
    const killing = async () => {
      while (killed < kills) {
        killed++;
        const purger = await start(fixture);
        await purger.waitForLine(/^begun$/, 60_000);
        await sleep(random() * 120);
        purger.signal("SIGKILL");
        await purger.exited;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, killing));
    const survivor = await start(fixture);
    await survivor.waitForLine(/^(done|left)/, 120_000);
    await survivor.exited;
    expect(survivor.lines.at(-1)).toBe("done");

    const trust = { ...fixture.trust, servers: [Buffer.from(signingKeyFromSeed(seed).publicKey).toString("hex")] };
    for (const { recordingId } of recordings.slice(1)) {
      expect(await fixture.stateOf(recordingId)).toBe("destroyed");
      expect(await fixture.blobs.stat(recordingId)).toBeUndefined();
      for (const warden of fixture.wardens) expect(warden.stateOf(recordingId)).toBe("destroyed");
      const file = await fixture.certificates.get(recordingId);
      await verifyDeletionCertificate(file, trust);
      const row = await fixture.database.tables
        .selectFrom("purge")
        .select("certificate")
        .where("recording_id", "=", recordingId)
        .executeTakeFirst();
      expect(JSON.parse(row?.certificate ?? "null")).toEqual(file);
    }
    expect(await fixture.stateOf(held.recordingId)).toBe("complete");
    expect(await fixture.blobs.stat(held.recordingId)).toBeDefined();
    figure("purger processes: killed with kill -9", kills);
    figure("purger processes: at a time", atOnce);
    figure("purger processes: certificates", recordings.length - 1);
  } finally {
    await fixture.remove();
  }
});
