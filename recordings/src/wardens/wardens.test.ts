import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Approval, CaseId, type LogProof, Pseudonym, RecordingId } from "@ferndiagnose/protocol";
import { fromHex, generateSealingKey, openSealed, statementBytes, toHex } from "@ferndiagnose/sealed-recording";
import { newTestAuditor, signTestApproval, type TestAuditor, TestLog, testAuditorSet } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realPorts, testRandom } from "../testing/test-ports.ts";
import { TestWarden } from "../testing/test-warden.ts";
import type { WardenAddress } from "./warden-line.ts";
import { createWardens, type Wardens } from "./wardens.ts";
import { WardensError } from "./wardens-error.ts";

const technician = Pseudonym.parse("ABCD-2345");
const caseId = CaseId.parse("a".repeat(16));
const finalHash = "0".repeat(64);

let folder: string;
let log: TestLog;
let auditors: TestAuditor[];
let set: Awaited<ReturnType<typeof testAuditorSet>>;
let first: TestWarden;
let second: TestWarden;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wardens-"));
  log = await TestLog.create(() => Date.now());
  auditors = await Promise.all([{}, {}, { external: true }].map((facts) => newTestAuditor(facts)));
  set = await testAuditorSet(auditors);
  const auditorSetFile = join(folder, "auditor-set.json");
  await writeFile(auditorSetFile, JSON.stringify(set));
  const { origin, logKey, witnesses } = log.trust;
  const common = { auditorSetFile, log: { origin, vkey: logKey }, witnesses };
  [first, second] = await Promise.all([
    TestWarden.start({ ...common, directory: join(folder, "first") }),
    TestWarden.start({ ...common, directory: join(folder, "second") }),
  ]);
}, 120_000);

afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await rm(folder, { recursive: true });
});

function wardensAt(wardens: readonly WardenAddress[], timeoutMs = 20_000): Wardens {
  return createWardens(
    { ...realPorts(), consistency: (from, to) => log.consistency(from, to) },
    { wardens, timeoutMs },
  );
}

function both(): Wardens {
  return wardensAt([first.address, second.address]);
}

function newSecret() {
  const recordingId = RecordingId.parse(Buffer.from(testRandom(16)).toString("hex"));
  return { recordingId, technician, auditorSetVersion: 1, secret: testRandom(32) };
}

function intent(recordingId: RecordingId, deleteAt = Date.now()): Promise<LogProof> {
  return log.note("shred_intent", { recordingId, deleteAt, finalHash });
}

async function failureOf(work: Promise<unknown>): Promise<WardensError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WardensError);
  return error as WardensError;
}

async function releaseRequest(recordingId: RecordingId) {
  const viewer = await generateSealingKey(testRandom);
  const viewerKey = toHex(viewer.publicKey);
  const opened = await log.append("case", { caseId, recordingId, lock: "complaint", requester: "customer" });
  const signed = [];
  for (const auditor of auditors.slice(0, 2)) {
    const times = { approvedAt: Date.now(), expiresAt: Date.now() + 60_000 };
    const what = { version: 1, caseId, recordingId, lock: "complaint", auditor: auditor.key.keyId, viewerKey };
    const approval = Approval.parse({ ...what, ...times });
    const hash = createHash("sha256").update(statementBytes("approval", approval)).digest("hex");
    const index = await log.append("approval", { caseId, recordingId, auditor: auditor.key.keyId, approval: hash });
    // Each proof under another checkpoint, as approvals come one after the other.
    signed.push({ signed: await signTestApproval(approval, auditor), proof: await log.proofOf(index) });
  }
  const request = {
    recordingId,
    caseId,
    lock: "complaint",
    viewerKey,
    approvals: signed,
    opened: await log.proofOf(opened),
  };
  return { request: request as Parameters<Wardens["release"]>[0], viewerKey: viewer.privateKey };
}

describe("two wardens", () => {
  it("store, hold, release, close and destroy together; checkpoints are shown on the way", {
    timeout: 60_000,
  }, async () => {
    const wardens = both();
    await wardens.submitAuditorSet(set);
    const kept = newSecret();
    const { recordingId, secret } = kept;
    const stored = await wardens.store(kept);
    expect(stored.map(({ wardenId }) => wardenId)).toEqual([first.id, second.id]);
    expect(await wardens.store(kept)).toEqual(stored);
    const { request, viewerKey } = await releaseRequest(recordingId);
    const { secret: box } = await wardens.release(request);
    const binding = Buffer.concat([fromHex(recordingId), Buffer.from(caseId)]);
    expect(await openSealed(viewerKey, "released secret", binding, box)).toEqual(secret);
    expect(await wardens.closeCase(caseId)).toHaveLength(2);
    expect((await failureOf(wardens.release(request))).code).toBe("case_closed");

    const hold = await log.note("hold", { recordingId, caseId, reviewAt: Date.now() });
    const order = { recordingId, intent: await intent(recordingId) };
    expect(await wardens.hold({ recordingId, hold })).toHaveLength(2);
    expect((await failureOf(wardens.destroy(order))).failures).toEqual(
      [first, second].map(({ id }) => ({ wardenId: id, code: "secret_held" })),
    );
    await wardens.endHold({ recordingId, hold: await log.note("hold_ended", { recordingId }) });
    const early = { recordingId, intent: await intent(recordingId, Date.now() + 2 * 86_400_000) };
    expect((await failureOf(wardens.destroy(early))).code).toBe("destruction_too_early");
    expect((await wardens.states(recordingId)).map(({ state }) => state)).toEqual(["stored", "stored"]);
    const destroyed = await wardens.destroy(order);
    expect(destroyed.map(({ wardenId, method }) => [wardenId, method])).toEqual([
      [first.id, "overwritten"],
      [second.id, "overwritten"],
    ]);
    expect(await wardens.destroy(order)).toEqual(destroyed);
    expect((await wardens.states(recordingId)).map(({ state }) => state)).toEqual(["destroyed", "destroyed"]);
    await expect(wardens.release(request)).rejects.toMatchObject({ code: "secret_destroyed" });
    for (const { atMs } of await wardens.clocks()) expect(Math.abs((atMs ?? 0) - Date.now())).toBeLessThan(10_000);
  });

  it("of which one is dead store nothing that counts; afterwards the same secret can be stored", {
    timeout: 60_000,
  }, async () => {
    const wardens = both();
    await wardens.start();
    expect(wardens.isReady).toBe(true);
    const kept = newSecret();
    await second.kill();
    const failure = await failureOf(wardens.store(kept));
    expect(failure).toMatchObject({
      code: "warden_unavailable",
      failures: [{ wardenId: second.id, code: "warden_unavailable" }],
    });
    expect((await wardens.states(kept.recordingId)).map(({ state }) => state)).toEqual(["stored", "unreachable"]);
    expect((await wardens.clocks()).map(({ atMs }) => typeof atMs)).toEqual(["number", "undefined"]);
    await expect.poll(() => wardens.isReady, { timeout: 15_000 }).toBe(false);
    await second.restart();
    await expect.poll(() => wardens.isReady, { timeout: 15_000 }).toBe(true);
    expect(await wardens.store(kept)).toHaveLength(2);
    expect(
      await wardens.destroy({ recordingId: kept.recordingId, intent: await intent(kept.recordingId) }),
    ).toHaveLength(2);
    wardens.stop();
  });

  it("at each other's address are not taken for each other", async () => {
    const swapped = [
      { ...first.address, url: second.address.url },
      { ...second.address, url: first.address.url },
    ];
    const wardens = wardensAt(swapped);
    expect((await failureOf(wardens.store(newSecret()))).code).toBe("secret_unreadable");
    await wardens.start();
    expect(wardens.isReady).toBe(false);
    wardens.stop();
    expect(() => wardensAt([first.address, first.address])).toThrow("the same");
  });

  it("with other keys than agreed on, or another token, are refused", async () => {
    const { signingKey, sealingKey } = second.address;
    expect((await failureOf(wardensAt([{ ...first.address, signingKey }]).store(newSecret()))).code).toBe(
      "warden_foreign",
    );
    expect((await failureOf(wardensAt([{ ...first.address, sealingKey }]).store(newSecret()))).code).toBe(
      "secret_unreadable",
    );
    const token = "t".repeat(32);
    expect((await failureOf(wardensAt([{ ...first.address, token }]).store(newSecret()))).code).toBe("not_signed_in");
    expect((await failureOf(wardensAt([]).store(newSecret()))).code).toBe("warden_unavailable");
  });
});

describe("what poses as a warden", () => {
  let server: Server;
  let answer: (signed: object) => { status?: number; body: string } | undefined;
  let pose: WardenAddress;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = { authorization: `Bearer ${first.address.token}`, "content-type": "application/json" };
      const passedOn = await fetch(first.address.url + (request.url ?? ""), {
        method: request.method ?? "GET",
        headers,
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
      const told = answer((await passedOn.json()) as object);
      if (told) response.writeHead(told.status ?? 200, { "content-type": "application/json" }).end(told.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    pose = { ...first.address, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each<[string, (signed: object) => { status?: number; body: string } | undefined, string]>([
    ["changes the time", (signed) => ({ body: JSON.stringify({ ...signed, at: 1 }) }), "warden_foreign"],
    [
      "names another recording",
      (signed) => ({ body: JSON.stringify({ ...signed, recordingId: "1".repeat(32) }) }),
      "warden_foreign",
    ],
    [
      "tells another kind of thing",
      (signed) => ({ body: JSON.stringify({ ...signed, type: "secret-destroyed" }) }),
      "warden_foreign",
    ],
    ["drops the signature", (signed) => ({ body: JSON.stringify({ ...signed, signature: "" }) }), "warden_foreign"],
    ["tells no JSON", () => ({ body: "<html>" }), "warden_unavailable"],
    ["fails", () => ({ status: 500, body: "{}" }), "warden_unavailable"],
    ["redirects", () => ({ status: 302, body: "{}" }), "warden_unavailable"],
    ["says nothing", () => undefined, "warden_unavailable"],
  ])("and %s", async (_what, how, expected) => {
    answer = how;
    const startedMs = performance.now();
    expect((await failureOf(wardensAt([pose], 2_000).store(newSecret()))).code).toBe(expected);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it("and passes everything on unchanged, is one", async () => {
    answer = (signed) => ({ body: JSON.stringify(signed) });
    expect(await wardensAt([pose]).store(newSecret())).toHaveLength(1);
  });
});
