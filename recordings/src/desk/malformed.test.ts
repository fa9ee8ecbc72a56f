import { Problem } from "@ferndiagnose/protocol";
import { malformedBytes, malformedTexts, schemaExamples } from "@ferndiagnose/protocol/testing";
import { amount, figure } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditorAtDesk } from "../command-line/client/auditor-at-desk.ts";
import { DeskUnderTest, type TestRecording } from "./testing/desk-under-test.ts";

const marker = "ZEICHEN4711";
const seed = Number(process.env["FUZZ_SEED"]);
const atATime = 8;
let desk: DeskUnderTest;
let anna: AuditorAtDesk;
let recording: TestRecording;
let caseId: string;

beforeAll(async () => {
  desk = await DeskUnderTest.create();
  recording = await desk.record();
  ({ caseId } = await desk.complain(recording));
  anna = await desk.signIn("anna");
});
afterAll(() => desk.remove());

const routes: [schema: string, path: () => string][] = [
  ["Complaint", () => "complaints"],
  ["ComplaintWithdrawal", () => "complaints/withdrawal"],
  ["SignedDeskSignIn", () => "desk/sign-in"],
  ["SignedBreakGlassRequest", () => "cases"],
  ["SignedCaseTaking", () => `cases/${caseId}/take`],
  ["ApproveCase", () => `cases/${caseId}/approvals`],
  ["CloseCase", () => `cases/${caseId}/close`],
  ["ExtendHold", () => `holds/${recording.recordingId}/extension`],
  ["EndHold", () => `holds/${recording.recordingId}/ending`],
];

async function post(path: string, body: string | Uint8Array): Promise<Response> {
  return fetch(`${desk.url}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${anna.line.token}` },
    body: body as string,
  });
}

async function everything() {
  const { tables } = desk.database;
  const rows = await Promise.all(
    (["review_case", "approval", "hold", "leaf"] as const).map((table) =>
      tables.selectFrom(table).selectAll().execute(),
    ),
  );
  return JSON.stringify(rows);
}

test.each(routes)("%s: nothing malformed is taken, repeated, or changes anything", async (name, pathOf) => {
  const form = schemaExamples.find((example) => example.name === name);
  if (form === undefined) throw new Error(`No examples of ${name}`);
  const before = await everything();
  const numRuns = amount({ quick: 150, long: 10_000 });
  const body = fc.oneof(
    { weight: 9, arbitrary: malformedTexts(form, marker) },
    { weight: 1, arbitrary: malformedBytes() },
  );
  const bodies = fc.sample(body, { numRuns, seed });
  const codes = new Map<string, number>();
  const send = async () => {
    for (let next = bodies.pop(); next !== undefined; next = bodies.pop()) {
      const response = await post(pathOf(), next);
      const text = await response.text();
      const { code } = Problem.parse(JSON.parse(text));
      expect(response.headers.get("content-type")).toContain("application/problem+json");
      expect(text).not.toContain(marker);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atATime }, send));
  expect([...codes.keys()].filter((code) => code !== "message_malformed")).toEqual([]);
  expect(await everything()).toBe(before);
  figure(
    `malformed bodies for ${name}`,
    [...codes.values()].reduce((sum, count) => sum + count, 0),
  );
});

test("paths, sizes, methods, content types and tokens that are none", async () => {
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${desk.url}${path}`, { headers });
    return [response.status, Problem.parse(await response.json()).code];
  };
  const auth = { authorization: `Bearer ${anna.line.token}` };
  expect(await get("/")).toEqual([404, "not_found"]);
  expect(await get("/api/v1/recordings/..%2f..%2fetc/complaint-form")).toEqual([400, "message_malformed"]);
  expect(await get(`/api/v1/recordings/${"a".repeat(20)}/complaint-form`)).toEqual([404, "session_unknown"]);
  expect(await get(`/api/v1/recordings/${"a".repeat(20)}/certificate`)).toEqual([404, "not_found"]);
  expect(await get("/api/v1/cases/nonsense", auth)).toEqual([400, "message_malformed"]);
  expect(await get(`/api/v1/cases/${"a".repeat(16)}`, auth)).toEqual([404, "case_unknown"]);
  for (const token of ["", "Bearer", "Bearer x", `Bearer ${"A".repeat(43)}`, `Basic ${anna.line.token}`]) {
    expect(await get("/api/v1/cases", { authorization: token })).toEqual([401, "not_signed_in"]);
  }
  expect(await get("/api/v1/cases", { ...auth, "sec-fetch-site": "cross-site" })).toEqual([403, "origin_not_allowed"]);
  const large = await post("complaints", JSON.stringify({ recordingId: "0".repeat(200_000) }));
  expect([large.status, Problem.parse(await large.json()).code]).toEqual([413, "message_too_large"]);
  const xml = await fetch(`${desk.url}/api/v1/complaints`, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body: "<a/>",
  });
  expect(xml.status).toBe(400);
  const put = await fetch(`${desk.url}/api/v1/cases`, { method: "PUT" });
  expect(put.status).toBe(404);
  const { headers } = put;
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cache-control")).toBe("no-store");
});

test("the OpenAPI document has every route, made of the same schemas", async () => {
  const document = (await (await fetch(`${desk.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, object> };
  const paths = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace("/api/v1/", "")}`),
  );
  expect(paths.sort()).toMatchInlineSnapshot(`
    [
      "GET auditor-sets",
      "GET cases",
      "GET cases/{caseId}",
      "GET cases/{caseId}/file",
      "GET cases/{caseId}/header",
      "GET recordings/{sessionId}/certificate",
      "GET recordings/{sessionId}/complaint-form",
      "POST cases",
      "POST cases/{caseId}/approvals",
      "POST cases/{caseId}/close",
      "POST cases/{caseId}/release",
      "POST cases/{caseId}/take",
      "POST complaints",
      "POST complaints/withdrawal",
      "POST desk/challenge",
      "POST desk/sign-in",
      "POST holds/{recordingId}/ending",
      "POST holds/{recordingId}/extension",
    ]
  `);
});

test("complaints of one address are limited; the others' are not", async () => {
  await desk.closeServer();
  const few = { attempts: 3, windowMs: 60_000 };
  await desk.open({ limits: { formsPerAddress: few }, trustedProxies: 1 });
  const ask = async (address: string) => {
    const path = `/api/v1/recordings/${"a".repeat(20)}/complaint-form`;
    const response = await fetch(`${desk.url}${path}`, { headers: { "x-forwarded-for": `1.1.1.1, ${address}` } });
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  };
  for (let count = 0; count < 3; count++) expect((await ask("10.0.0.1")).status).toBe(404);
  expect(await ask("10.0.0.1")).toEqual({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) });
  // The same address, as some proxies write it.
  for (const same of ["10.0.0.1:50123", "::ffff:10.0.0.1"]) expect((await ask(same)).status, same).toBe(429);
  expect((await ask("10.0.0.2")).status).toBe(404);
  for (const host of [1, 2, 3, 4]) await ask(`2001:db8:1:2::${host}`);
  expect((await ask("2001:db8:1:2::5")).status).toBe(429);
  expect((await ask("2001:db8:1:3::5")).status).toBe(404);
  for (const host of ["1", "2", "3:4:5:6"]) await ask(`2001:db8::${host}`);
  expect((await ask("2001:DB8:0:0:7::8")).status).toBe(429);
});
