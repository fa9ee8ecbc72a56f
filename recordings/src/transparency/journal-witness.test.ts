import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseCheckpoint, parseNote, verifyLogProof } from "@ferndiagnose/transparency-log";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestJournal } from "./testing/test-journal.ts";
import { startTestWitness, type TestWitness } from "./testing/test-witness.ts";

let place: TestJournal;
let witnesses: TestWitness[];
const nowMs = Date.now() + 3_600_000;

beforeEach(async () => {
  place = await TestJournal.create();
  witnesses = await Promise.all([witness("first.example"), witness("second.example")]);
});
afterEach(async () => {
  await place.remove();
  for (const { server } of witnesses) await server.close();
});

async function witness(name: string): Promise<TestWitness> {
  const logKeys = [await place.key()];
  return startTestWitness({ name, directory: join(place.folder, name), logKeys, now: () => nowMs });
}

const details = { recordingId: "00".repeat(16) };
const sizeOf = (checkpoint: string) => parseCheckpoint(parseNote(checkpoint).text).size;

test("proofs are under a checkpoint that the quorum has cosigned, and that is what the log shows", async () => {
  const policy = { witnesses, quorum: 2 };
  const journal = await place.open(policy);
  expect(journal.isReady).toBe(true);
  const trust = await place.trust(policy);
  for (let at = 0; at < 3; at++) {
    const index = await journal.append("hold_ended", details);
    const proof = await journal.proofOf(index);
    const verdict = await verifyLogProof(proof, trust);
    expect(verdict.witnesses.map(({ name }) => name)).toEqual(["first.example", "second.example"]);
    expect(Buffer.from((await journal.resource("checkpoint"))?.body ?? []).toString()).toBe(proof.checkpoint);
  }
  expect(await journal.witnessedAt()).toBe(Math.floor(nowMs / 1_000) * 1_000);
  const many = await Promise.all(Array.from({ length: 40 }, () => journal.append("hold_ended", details)));
  const proofs = await Promise.all(many.map((index) => journal.proofOf(index)));
  for (const proof of proofs) await verifyLogProof(proof, trust);
  await place.close();
  const again = await place.open(policy);
  await verifyLogProof(await again.proofOf(0), trust);
});

test("without the quorum: not ready, proofs without it, and what is shown stays as it was; another key under its name is no witness", async () => {
  const policy = { witnesses, quorum: 2 };
  let journal = await place.open(policy);
  await journal.append("hold_ended", details);
  await journal.proofOf(0);
  const [, second] = witnesses as [TestWitness, TestWitness];
  await second.server.close();
  const index = await journal.append("hold_ended", details);
  const proof = await journal.proofOf(index);
  expect(journal).toMatchObject({ isReady: false, problem: "witness" });
  await verifyLogProof(proof, { ...(await place.trust(policy)), quorum: 1 });
  await expect(verifyLogProof(proof, await place.trust(policy))).rejects.toMatchObject({ code: "witnesses_too_few" });
  const shown = Buffer.from((await journal.resource("checkpoint"))?.body ?? []).toString();
  expect(sizeOf(shown)).toBe(1);
  await place.close();
  journal = await place.open(policy);
  expect(journal.problem).toBe("witness");
  const back = await startTestWitness({
    name: second.name,
    directory: join(place.folder, second.name),
    logKeys: [await place.key()],
    port: Number(new URL(second.url).port),
  });
  witnesses[1] = back;
  await journal.witnessedAt();
  expect(journal.problem).toBe("witness");
});

test("a witness that was away is told what it missed", async () => {
  const seed = new Uint8Array(32).fill(9);
  const options = { name: "third.example", directory: join(place.folder, "third"), logKeys: [await place.key()], seed };
  const third = await startTestWitness(options);
  const policy = { witnesses: [third], quorum: 1 };
  const journal = await place.open(policy);
  await journal.append("hold_ended", details);
  await journal.proofOf(0);
  await third.server.close();
  for (let at = 0; at < 20; at++) await journal.append("hold_ended", details);
  await journal.proofOf(5);
  expect(journal.problem).toBe("witness");
  const back = await startTestWitness({ ...options, port: Number(new URL(third.url).port) });
  await verifyLogProof(await journal.proofOf(20), await place.trust(policy));
  expect(journal.isReady).toBe(true);
  await place.close();
  await back.server.close();
});

test("best effort: without a quorum the log goes on while no witness answers", async () => {
  for (const { server } of witnesses.splice(0)) await server.close();
  const gone = { name: "gone", url: "http://127.0.0.1:9", key: (await witness("other.example")).key };
  const journal = await place.open({ witnesses: [gone], quorum: 0 });
  const index = await journal.append("hold_ended", details);
  await verifyLogProof(await journal.proofOf(index), await place.trust());
  expect(journal.isReady).toBe(true);
  expect(await journal.witnessedAt()).toBeUndefined();
});

test("an older copy of log and database is noticed: the witness shows what this server has signed since", async () => {
  const policy = { witnesses, quorum: 1 };
  let journal = await place.open(policy);
  await journal.append("hold_ended", details);
  await place.close();
  const backup = await mkdtemp(join(place.folder, "backup-"));
  for (const part of ["log", "recordings.db"])
    await cp(join(place.folder, part), join(backup, part), { recursive: true });
  journal = await place.open(policy);
  await journal.append("closed", details);
  await journal.proofOf(1);
  await place.close();
  for (const part of ["log", "recordings.db"]) {
    await rm(join(place.folder, part), { recursive: true });
    await cp(join(backup, part), join(place.folder, part), { recursive: true });
  }
  journal = await place.open(policy);
  expect(journal).toMatchObject({ isReady: false, problem: "log" });
  expect(place.log.messages).toContain("transparency.forked");
  await expect(journal.append("recovered", details)).rejects.toMatchObject({ code: "log_forked" });
  await journal.witnessedAt();
  expect(journal.problem).toBe("log");
});

test("a witness's bare word that it knows more stops nothing", async () => {
  const liar = createServer((request, response) => {
    request.resume();
    response.writeHead(409, { "content-type": "text/x.tlog.size" }).end("1000000\n");
  });
  await new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
  const [first] = witnesses as [TestWitness];
  const lying = { name: "liar", url, key: (await witness("liar.example")).key };
  const policy = { witnesses: [lying, first], quorum: 1 };
  const journal = await place.open(policy);
  await verifyLogProof(await journal.proofOf(await journal.append("hold_ended", details)), await place.trust(policy));
  expect(journal.isReady).toBe(true);
  liar.closeAllConnections();
  await new Promise((resolve) => liar.close(resolve));
});
