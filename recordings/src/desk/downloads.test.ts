import { amount, figure } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditorAtDesk } from "../command-line/client/auditor-at-desk.ts";
import { DeskUnderTest, type TestRecording } from "./testing/desk-under-test.ts";

const hourMs = 3_600_000;
let desk: DeskUnderTest;
let anna: AuditorAtDesk;
let bert: AuditorAtDesk;

beforeAll(async () => {
  desk = await DeskUnderTest.create();
  [anna, bert] = [await desk.signIn("anna"), await desk.signIn("bert")];
});
afterAll(() => desk.remove());

async function released(recording: TestRecording) {
  const { caseId } = await desk.complain(recording);
  await anna.take(caseId, (await desk.viewer()).publicKey);
  await anna.approve(caseId, hourMs);
  await bert.approve(caseId, hourMs);
  await anna.release(caseId);
  return caseId;
}

test("the file comes whole or in ranges, to the taker alone, and the log hears of it once", async () => {
  const recording = await desk.record(4, 100_000);
  const caseId = await released(recording);
  const blob = await desk.blobs.open(recording.recordingId);
  const file = Buffer.from(await blob.read(0, blob.size));
  await blob.close();
  const get = async (range?: string) => {
    const headers = new Headers(range ? { range } : {});
    headers.set("authorization", `Bearer ${anna.line.token}`);
    return fetch(`${desk.url}/api/v1/cases/${caseId}/file`, { headers });
  };
  expect(Buffer.from(await (await get()).arrayBuffer()).equals(file)).toBe(true);
  for (const [range, start, end] of [
    ["bytes=0-0", 0, 1],
    ["bytes=100-299999", 100, 300_000],
    ["bytes=399000-", 399_000, file.length],
    ["bytes=-77", file.length - 77, file.length],
    ["bytes=10-99999999", 10, file.length],
  ] as const) {
    const response = await get(range);
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/${file.length}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(file.subarray(start, end))).toBe(true);
  }
  expect((await get(`bytes=${file.length}-`)).status).toBe(416);
  expect((await get("bytes=5-1")).status).toBe(200);
  await expect(bert.line.bytes(`cases/${caseId}/file`)).rejects.toMatchObject({ code: "not_allowed" });
  await expect(desk.line().bytes(`cases/${caseId}/file`)).rejects.toMatchObject({ code: "not_signed_in" });
  expect((await desk.leaves()).filter((type) => type === "view")).toHaveLength(1);
  await anna.close(caseId);
});

test("closing ends downloads under way, and whoever comes after gets nothing", async () => {
  const rounds = amount({ quick: 15, long: 100 });
  const recording = await desk.record(30, 1_000_000);
  let cut = 0;
  for (let round = 0; round < rounds; round++) {
    const caseId = await released(recording);
    const { length, pieces } = await anna.line.stream(`cases/${caseId}/file`);
    const reading = (async () => {
      let received = 0;
      for await (const piece of pieces) {
        received += piece.length;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return received;
    })();
    const [read, closed] = await Promise.allSettled([reading, bert.close(caseId)]);
    expect(closed.status).toBe("fulfilled");
    if (read.status === "rejected") cut++;
    else expect(read.value).toBe(length);
    await expect(anna.line.bytes(`cases/${caseId}/file`)).rejects.toMatchObject({ code: "case_closed" });
    await expect(anna.release(caseId)).rejects.toMatchObject({ code: "case_closed" });
  }
  expect(cut).toBeGreaterThan(rounds / 2);
  figure("close against download: rounds", rounds);
  figure("close against download: downloads cut off", cut);
}, 120_000);

test("closing and releasing at the same time: either it was released before, or not at all", async () => {
  const rounds = amount({ quick: 10, long: 100 });
  const recording = await desk.record();
  for (let round = 0; round < rounds; round++) {
    const { caseId } = await desk.complain(recording);
    await anna.take(caseId, (await desk.viewer()).publicKey);
    await anna.approve(caseId, hourMs);
    await bert.approve(caseId, hourMs);
    const words = [await anna.signClosing(caseId), await bert.signClosing(caseId)];
    const closer = round % 2 === 0 ? bert : anna;
    const [release, close] = await Promise.allSettled([anna.release(caseId), closer.close(caseId, words)]);
    expect(close.status).toBe("fulfilled");
    if (release.status === "rejected") expect(release.reason).toMatchObject({ code: "case_closed" });
    expect(await anna.show(caseId)).toMatchObject({ state: "closed" });
    await expect(anna.release(caseId)).rejects.toMatchObject({ code: "case_closed" });
  }
});
