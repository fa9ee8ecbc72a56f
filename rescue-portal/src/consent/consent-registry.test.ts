import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem, SupportConsentEntry } from "@ferndiagnose/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteDatabase } from "../index.ts";
import { playUntilJoined, playUntilLive, receiptProof } from "../testing/played-session.ts";
import { PortalUnderTest } from "../testing/portal-under-test.ts";

let directory: string;
let portal: PortalUnderTest;
let cookie: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "portal-consent-"));
  portal = await PortalUnderTest.start({ database: openSqliteDatabase(join(directory, "portal.db")) });
  await portal.recorder();
  cookie = await portal.signIn();
});
afterEach(async () => {
  await portal.stop();
  rmSync(directory, { recursive: true });
});

function enter(body: unknown, headers: Record<string, string> = { cookie }): Promise<Response> {
  return portal.post(`${portal.urls.staffUrl}/api/v1/customers/consent`, body, headers);
}

function issue(customerReference?: string): Promise<Response> {
  return portal.post(`${portal.urls.staffUrl}/api/v1/sessions`, { customerReference }, { cookie });
}

async function codeOf(response: Response): Promise<string> {
  return Problem.parse(await response.json()).code;
}

describe("a customer who has withdrawn their consent", () => {
  it("gets no key, however the reference is written, until it is given again", async () => {
    expect((await issue("k-12 345/6")).status).toBe(201);
    const entry = SupportConsentEntry.parse(
      await (await enter({ customerReference: "K 12345/6", consent: "withdrawn" })).json(),
    );
    expect(entry).toMatchObject({ consent: "withdrawn", channel: "hotline" });
    for (const written of ["K-12345/6", "k12345/6", " K-1 2-3 4-5/6 ", "Ｋ１２３４５/６"])
      expect(await codeOf(await issue(written)), written).toBe("consent_withdrawn_for_customer");
    expect((await issue("K-12345/7")).status).toBe(201);
    expect((await issue()).status).toBe(201);
    await enter({ customerReference: "K12345/6", consent: "given" });
    expect((await issue("K12345/6")).status).toBe(201);
  });

  it("has no use for a key that was issued before", async () => {
    const { key, sessionId } = (await (await issue("4711")).json()) as { key: string; sessionId: string };
    const technician = await portal.technician(cookie);
    technician.say({ type: "attach", version: 1, sessionId });
    await technician.takeState("key_issued");
    await enter({ customerReference: "4711", consent: "withdrawn" });
    expect(await technician.takeState("withdrawn")).toMatchObject({ reason: "consent_withdrawn" });
    expect(await codeOf(await portal.checkKey(key))).toBe("key_not_accepted");
  });

  it("withdraws with a receipt as well; a session that runs is ended by its own button", async () => {
    const played = await playUntilLive(portal, await portal.recorder(), undefined, { customerReference: "4712" });
    const url = `${portal.urls.publicUrl}/api/v1/receipts/${played.sessionId}/consent`;
    expect((await portal.post(url, { proof: receiptProof, consent: "withdrawn" })).status).toBe(200);
    expect(await codeOf(await issue("4712"))).toBe("consent_withdrawn_for_customer");
    played.technician.say({ type: "request_rights", request: "control" });
    await played.customer.take("rights_requested");
  });

  it("is not forgotten by a restart", async () => {
    await enter({ customerReference: "4713", consent: "withdrawn" });
    const next = await PortalUnderTest.start({ database: openSqliteDatabase(join(directory, "portal.db")) });
    await next.recorder();
    const url = `${next.urls.staffUrl}/api/v1/sessions`;
    const answer = await next.post(url, { customerReference: "4713" }, { cookie: await next.signIn() });
    expect(await codeOf(answer)).toBe("consent_withdrawn_for_customer");
    await next.stop();
  });
});

describe("the registry", () => {
  it("keeps a history with channel and account, and no reference anywhere", async () => {
    const reference = "ZEBRA-90210";
    await enter({ customerReference: reference, consent: "withdrawn" });
    await enter({ customerReference: reference, consent: "withdrawn" });
    await enter({ customerReference: reference, consent: "given" });
    await issue(reference);
    const rows = await portal.database.tables.selectFrom("support_consents").selectAll().orderBy("seq").execute();
    expect(rows.map(({ seq, state, channel, account }) => [seq, state, channel, account])).toEqual([
      [1, "withdrawn", "hotline", "tina"],
      [2, "given", "hotline", "tina"],
    ]);
    const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), "latin1"));
    const kept = files.join("\n") + portal.logLines.join("\n");
    for (const trace of ["ZEBRA", "zebra", "90210"]) expect(kept).not.toContain(trace);
  });

  it("is for technicians who are signed in, and has a budget for each", async () => {
    const change = { customerReference: "1", consent: "withdrawn" };
    expect(await codeOf(await enter(change, {}))).toBe("not_signed_in");
    await portal.portal.createAccount({ name: "otto", displayName: "O", role: "operator" });
    expect(await codeOf(await enter(change, { cookie: await portal.signIn("otto") }))).toBe("not_allowed");
    expect(await codeOf(await enter(change, { cookie, origin: "https://evil.example" }))).toBe("origin_not_allowed");
    const small = await PortalUnderTest.start({
      options: { budgets: { consentChangesPerAccount: { attempts: 2, windowMs: 60_000 } } },
    });
    const own = { cookie: await small.signIn() };
    const url = `${small.urls.staffUrl}/api/v1/customers/consent`;
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await small.post(url, change, own)).status);
    expect(statuses).toEqual([200, 200, 429]);
    await small.stop();
  });

  it("does not exist where its hashes would not outlive the process", async () => {
    const forgetful = await PortalUnderTest.start({ options: { keySecret: undefined } });
    await forgetful.recorder();
    const own = { cookie: await forgetful.signIn() };
    const sessions = `${forgetful.urls.staffUrl}/api/v1/sessions`;
    expect(await codeOf(await forgetful.post(sessions, { customerReference: "1" }, own))).toBe("not_possible_now");
    expect((await forgetful.post(sessions, undefined, own)).status).toBe(201);
    await forgetful.stop();
  });

  it.each(["", "   ", "-", "x".repeat(65), "a\nb", "<b>", 7, null, ["1"]])(
    "takes no reference like %j",
    async (wrong) => {
      expect(await codeOf(await enter({ customerReference: wrong, consent: "given" }))).toBe("message_malformed");
      expect(await codeOf(await issue(wrong as never))).toBe("message_malformed");
    },
  );

  it("of two words at once keeps both, in an order", async () => {
    const both = await Promise.all([
      enter({ customerReference: "9", consent: "withdrawn" }),
      enter({ customerReference: "9", consent: "given" }),
      enter({ customerReference: "9", consent: "withdrawn" }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([200, 200, 200]);
    const rows = await portal.database.tables.selectFrom("support_consents").select("seq").orderBy("seq").execute();
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  });
});

it("a joined customer stays when somebody withdraws meanwhile", async () => {
  const { customer, technician } = await playUntilJoined(portal, await portal.recorder(), undefined, {
    customerReference: "4714",
  });
  await enter({ customerReference: "4714", consent: "withdrawn" });
  technician.say({ type: "admit" });
  await customer.take("admitted");
});
