import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RecordingId } from "@ferndiagnose/protocol";
import { amount, ChildProgram, figure } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CaseBook } from "../cases/case-book.ts";
import { testRandom } from "../testing/test-ports.ts";
import { DeskUnderTest } from "./testing/desk-under-test.ts";

let desk: DeskUnderTest;
/** The purger is another process with the same database file. */
let purger: ChildProgram;

beforeAll(async () => {
  desk = await DeskUnderTest.create();
  const program = fileURLToPath(new URL("./testing/claiming-program.ts", import.meta.url));
  const args = [program, join(desk.folder, "recordings.db")];
  purger = await ChildProgram.start({ command: process.execPath, args });
  await purger.waitForLine(/^ready$/);
});
afterAll(async () => {
  await purger?.stop();
  await desk.remove();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function row(): Promise<RecordingId> {
  const recordingId = RecordingId.parse(randomBytes(16).toString("hex"));
  await desk.database.tables
    .insertInto("recording")
    .values({
      recording_id: recordingId,
      session_id: null,
      technician: null,
      state: "complete",
      started_at: 1,
      ended_at: 2,
      delete_at: 3,
      latest_delete_at: 3,
      final_seq: 1,
      final_hash: "0".repeat(64),
      bytes: 1,
      auditor_set_version: 1,
      wardens: null,
    })
    .execute();
  return recordingId;
}

test("a complaint and the intention to destroy at the same time: one of them wins, and the other one knows", async () => {
  const rounds = amount({ quick: 150, long: 10_000 });
  const { database, journal, blobs, recoveryKey, clock, noted: log } = desk;
  const wardens = { ...desk.wardens, hold: async () => undefined } as never;
  const auditors = { active: () => desk.sets[0], version: () => desk.sets[0] };
  const parts = { database, journal, wardens, blobs, recoveryKey, auditors, clock, log, random: testRandom };
  const book = new CaseBook(
    { ...parts, isClockBelieved: async () => true, onChanged: () => undefined },
    () => undefined,
  );
  let held = 0;
  for (let round = 0; round < rounds; round++) {
    const recordingId = await row();
    const complain = () =>
      book.open({
        recordingId,
        lock: "complaint",
        requester: "customer",
        owner: "auditors",
        reason: "complaint",
        statements: {},
        isSame: () => false,
      });
    const answer = purger.nextLine((line) => line.startsWith(recordingId), 20_000);
    // The other process takes a moment to hear of it: now the one, now the other begins, and now and then both at once.
    const isComplaintFirst = round % 2 === 0;
    const complaining = isComplaintFirst ? complain() : undefined;
    // In the first two rounds one is through before the other begins: each wins once, however quick the machine is.
    if (isComplaintFirst) await (round === 0 ? complaining?.catch(() => undefined) : pause((round % 6) / 4));
    purger.writeLine(recordingId);
    if (!isComplaintFirst) await (round === 1 ? answer : pause((round % 6) / 4));
    const [complaint, claimed] = await Promise.allSettled([complaining ?? complain(), answer]);
    const [{ state }, hold] = await Promise.all([
      database.tables
        .selectFrom("recording")
        .select("state")
        .where("recording_id", "=", recordingId)
        .executeTakeFirstOrThrow(),
      database.tables.selectFrom("hold").selectAll().where("recording_id", "=", recordingId).executeTakeFirst(),
    ]);
    if (complaint.status === "fulfilled") {
      held++;
      expect(claimed).toMatchObject({ status: "fulfilled", value: `${recordingId} held` });
      expect({ state, hold: hold?.ended_at }).toEqual({ state: "complete", hold: null });
    } else {
      expect(complaint.reason).toMatchObject({ code: "recording_gone" });
      expect(claimed).toMatchObject({ status: "fulfilled", value: `${recordingId} intended` });
      expect({ state, hold }).toEqual({ state: "shredding", hold: undefined });
    }
  }
  figure("complaint against destruction: rounds", rounds);
  figure("complaint against destruction: complaint first", held);
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(rounds);
});
