import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSqliteDatabase } from "../index.ts";
import { playUntilLive } from "../testing/played-session.ts";
import { PortalUnderTest } from "../testing/portal-under-test.ts";

/** From the ranges for documentation: nothing else in a run has them. */
const addresses = ["203.0.113.77", "2001:db8:77:88::99"];

let directory: string;
let portal: PortalUnderTest;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "portal-addresses-"));
  const database = openSqliteDatabase(join(directory, "portal.db"));
  portal = await PortalUnderTest.start({ database, options: { trustedProxies: 1 } });
});

afterEach(() => rmSync(directory, { recursive: true }));

type Operation = { requestBody?: unknown };

/** Asks everything that a listener offers, with the address as the sender's, and as the value of every parameter and field. */
async function askEverything(url: string, address: string, cookie: string): Promise<number[]> {
  const headers = { "x-forwarded-for": address, forwarded: `for="${address}"`, cookie };
  const described = (await (await fetch(`${url}/api/v1/openapi.json`, { headers })).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const fields = [
    "key",
    "name",
    "password",
    "token",
    "proof",
    "consent",
    "customerReference",
    "sessionId",
    "complaint",
  ];
  const body = JSON.stringify(Object.fromEntries(fields.map((name) => [name, address])));
  const answers: number[] = [];
  for (const [path, operations] of Object.entries(described.paths)) {
    const filled = url + path.replace(/\{\w+\}/g, encodeURIComponent(address));
    for (const method of Object.keys(operations)) {
      const hasBody = method !== "get" && method !== "head";
      const how = hasBody ? { body, headers: { ...headers, "content-type": "application/json" } } : { headers };
      answers.push((await fetch(filled, { method: method.toUpperCase(), ...how })).status);
    }
  }
  return answers;
}

it("no address is in a log or the database, after everything was asked, rightly, wrongly, too often, and of a broken portal (promise 11)", async () => {
  const { cookie, sessionId, customer } = await playUntilLive(portal);
  const { publicUrl, staffUrl } = portal.urls;
  const candidate = { candidate: `candidate:1 1 udp 1 ${addresses[0]} 9 typ host`, mid: "0" };
  customer.say({ type: "candidate", candidate });
  for (const address of addresses) {
    for (const url of [publicUrl, staffUrl])
      expect((await askEverything(url, address, cookie)).length).toBeGreaterThan(3);
    const tooOften = { "x-forwarded-for": address };
    const statuses = [];
    for (let attempt = 0; attempt < 15; attempt++) statuses.push((await portal.checkKey("0000000", tooOften)).status);
    expect(statuses.at(-1)).toBe(429);
    await portal.post(`${staffUrl}/api/v1/sign-in`, { name: "tina", password: address }, tooOften);
  }
  customer.say({ type: "end", reason: "customer_off" });
  await expect.poll(() => portal.logLines.join("")).toContain("session ended");
  await portal.portal.stop();

  const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), "latin1"));
  await portal.database.close();
  const kept = [...files, ...portal.logLines].join("\n");
  expect(kept).toContain(sessionId);
  for (const address of addresses) expect(kept, address).not.toContain(address);
  expect(portal.logLines.length).toBeGreaterThan(5);
});

it("an error inside is logged with kind and place, and without what was sent", async () => {
  await portal.database.close();
  const [address = ""] = addresses;
  const answer = await portal.checkKey("1234567", { "x-forwarded-for": address, "user-agent": address });
  expect(answer.status).toBe(500);
  const failed = portal.logLines.map((line) => JSON.parse(line)).find(({ msg }) => msg === "request.failed");
  expect(failed).toMatchObject({ program: "rescue-portal", err: { kind: expect.any(String) } });
  expect(failed.err.at.length).toBeGreaterThan(0);
  const text = portal.logLines.join("\n");
  for (const never of [address, "1234567", process.cwd(), "file:"]) expect(text).not.toContain(never);
  await portal.portal.stop().catch(() => undefined);
});
