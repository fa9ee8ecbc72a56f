import { createHash } from "node:crypto";
import { OwnData, Problem, ReceiptAccessGranted } from "@ferndiagnose/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { playUntilJoined, playUntilLive, receiptProof } from "../testing/played-session.ts";
import { PortalUnderTest } from "../testing/portal-under-test.ts";
import { ownDataCsv } from "./own-data-csv.ts";

const clientsOwn = (index: number) => ({ "x-forwarded-for": `192.0.2.${index}` });
let portal: PortalUnderTest;
let sessionId: string;

beforeAll(async () => {
  portal = await PortalUnderTest.start({ options: { trustedProxies: 1 } });
  const played = await playUntilLive(portal, undefined, undefined, { customerReference: "K-12 345" });
  sessionId = played.sessionId;
  played.customer.say({ type: "end", reason: "customer_f11" });
  await played.technician.takeState("ended");
});
afterAll(() => portal.stop());

function ask(path: string, body: unknown, headers = {}, number = sessionId): Promise<Response> {
  return portal.post(`${portal.urls.publicUrl}/api/v1/receipts/${number}/${path}`, body, headers);
}

async function codeOf(response: Response): Promise<string> {
  return Problem.parse(await response.json()).code;
}

describe("own data", () => {
  it("is everything the portal stores about the session", async () => {
    const data = OwnData.parse(await (await ask("own-data", { proof: receiptProof })).json());
    const stored = await portal.database.tables
      .selectFrom("sessions")
      .selectAll()
      .where("id", "=", sessionId)
      .executeTakeFirstOrThrow();
    expect(data).toMatchObject({ sessionId, organisation: "Example Telecom", createdAt: stored.created_at });
    expect(data).toMatchObject({ endedAt: stored.ended_at, checkCode: stored.check_code, consents: [] });
    expect(data.technical).toEqual({
      recorderInstance: stored.recorder_instance,
      recorderServer: stored.recorder_server,
      resumeTokenHash: stored.resume_token_hash,
      receiptProofHash: stored.receipt_proof_hash,
      customerHmac: stored.customer_hmac,
    });
    expect(data.events.map(({ type }) => type)).toEqual([
      "key_issued",
      "key_recognised",
      "joined",
      "admitted",
      "consented",
      "armed",
      "live",
      "ended",
    ]);
    // Every column is there, the technician's account as what the receipt calls it.
    expect(Object.keys(stored)).toHaveLength(10);
    expect(data.technician).toBe(portal.portal.pseudonymOf("tina"));
    expect(JSON.stringify(data)).not.toMatch(/tina|Technik 17|K-12|12345/);
  });

  it("comes as a table as well", async () => {
    const response = await ask("own-data/csv", { proof: receiptProof });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toBe("section,time,what,value");
    expect(lines).toContain(`session,,sessionId,${sessionId}`);
    expect(lines.some((line) => /^event,\d{4}-\d\d-\d\dT[\d:.]+Z,consented,/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe("");
  });

  it("puts nothing into a spreadsheet that it would run", () => {
    const events = [{ type: "joined", at: 1, actor: "customer" }];
    const recording = { sessionId, state: "unknown", openings: [] };
    const data = { version: 1, at: 1, sessionId, organisation: '=HYPERLINK("x"),1', technician: "ABCD-2345" };
    const csv = ownDataCsv({ ...data, createdAt: 1, events, recording, consents: [], technical: {} } as never);
    expect(csv).toContain(`session,,organisation,"'=HYPERLINK(""x""),1"\r\n`);
    expect(csv).toContain('event,1970-01-01T00:00:00.001Z,joined,"{""actor"":""customer""}"\r\n');
  });

  it("is refused alike for a wrong proof, an unknown number, and a session that never had a consent", async () => {
    const { sessionId: joined } = await playUntilJoined(portal);
    const answers = await Promise.all([
      ask("own-data", { proof: "0e".repeat(32) }, clientsOwn(1)),
      ask("own-data", { proof: receiptProof }, clientsOwn(1), "z".repeat(20)),
      ask("own-data", { proof: receiptProof }, clientsOwn(1), joined),
      ask("own-data", { proof: createHash("sha256").update("").digest("hex") }, clientsOwn(1), joined),
      ask("access", { proof: "0e".repeat(32) }, clientsOwn(1)),
      ask("consent", { proof: "0e".repeat(32), consent: "withdrawn" }, clientsOwn(1)),
    ]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    expect(Problem.parse(JSON.parse(texts[0] ?? "")).code).toBe("receipt_not_accepted");
  });

  it("keeps of the proof its hash", async () => {
    const { receipt_proof_hash: hash } = await portal.database.tables
      .selectFrom("sessions")
      .select("receipt_proof_hash")
      .where("id", "=", sessionId)
      .executeTakeFirstOrThrow();
    expect(hash).toBe(createHash("sha256").update(receiptProof).digest("base64url"));
    const everything = JSON.stringify(await portal.database.tables.selectFrom("session_events").selectAll().execute());
    expect(everything + portal.logLines.join("")).not.toContain(receiptProof);
  });
});

describe("guessing proofs", () => {
  it("ends after twenty from one address, and keeps nobody else from their receipt", async () => {
    const wrong = { proof: "0e".repeat(32) };
    const codes = [];
    for (let attempt = 0; attempt < 22; attempt++) codes.push(await codeOf(await ask("access", wrong, clientsOwn(7))));
    expect(codes.filter((code) => code === "receipt_not_accepted")).toHaveLength(20);
    expect(codes.slice(20)).toEqual(["too_many_attempts", "too_many_attempts"]);
    expect((await ask("access", { proof: receiptProof }, clientsOwn(8))).status).toBe(200);
  });

  it("and asking too often with the right one ends as well", async () => {
    const own = await PortalUnderTest.start({
      options: { budgets: { holderPerSession: { attempts: 3, windowMs: 60_000 } } },
    });
    const { sessionId: number } = await playUntilLive(own);
    const url = `${own.urls.publicUrl}/api/v1/receipts/${number}/own-data`;
    const statuses = [];
    for (let count = 0; count < 5; count++) statuses.push((await own.post(url, { proof: receiptProof })).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    await own.stop();
  });
});

describe("consent from a receipt", () => {
  it("is withdrawn and given for the future, and stands in the own data", async () => {
    const before = ReceiptAccessGranted.parse(await (await ask("access", { proof: receiptProof })).json());
    expect(before.supportConsent).toEqual({ consent: "given" });
    const withdrawn = await ask("consent", { proof: receiptProof, consent: "withdrawn" });
    expect(ReceiptAccessGranted.parse(await withdrawn.json()).supportConsent).toMatchObject({ consent: "withdrawn" });
    await ask("consent", { proof: receiptProof, consent: "withdrawn" });
    await ask("consent", { proof: receiptProof, consent: "given" });
    const { consents } = OwnData.parse(await (await ask("own-data", { proof: receiptProof })).json());
    expect(consents.map(({ consent, channel }) => [consent, channel])).toEqual([
      ["withdrawn", "portal"],
      ["given", "portal"],
    ]);
  });

  it("says so when there was no customer reference", async () => {
    const { sessionId: number } = await playUntilLive(portal);
    const access = await ask("access", { proof: receiptProof }, {}, number);
    expect(await access.json()).toEqual({ sessionId: number });
    const change = await ask("consent", { proof: receiptProof, consent: "withdrawn" }, {}, number);
    expect(await codeOf(change)).toBe("consent_without_customer");
  });
});
