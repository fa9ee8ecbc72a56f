import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, type OutgoingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Download, KeyCheckResponse, Problem } from "@ferndiagnose/protocol";
import { malformedBytes, malformedTexts, schemaExamples } from "@ferndiagnose/protocol/testing";
import { amount, figure } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PlayedSession, playUntilLive, receiptProof } from "../testing/played-session.ts";
import { PortalUnderTest } from "../testing/portal-under-test.ts";

const marker = "ZEICHEN4711";
const seed = Number(process.env["FUZZ_SEED"]);
const atOnce = 8;
const numRuns = amount({ quick: 120, long: 10_000 });
const plenty = { attempts: 1_000_000, windowMs: 600_000 };
const json = { "content-type": "application/json" };

interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
}

let portal: PortalUnderTest;
let played: PlayedSession;
let before: string;
/** The rights to a download, from a key that is still good. */
let recognised: { readonly key: string; readonly ticket: string; readonly file: Download };
const downloads = mkdtempSync(join(tmpdir(), "portal-hostile-"));
const archive = "the archive";
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

beforeAll(async () => {
  const unlimited = ["keysPerAddress", "keysOverall", "receiptsPerAddress", "receiptsOverall", "proofsPerAddress"];
  const more = ["proofsOverall", "holderPerSession", "formsPerAddress", "formsOverall", "complaintsPerAddress"];
  const rest = ["complaintsOverall", "consentChangesPerAccount", "downloadsPerSession", "progressPerSession"];
  const budgets = Object.fromEntries([...unlimited, ...more, ...rest].map((name) => [name, plenty]));
  const sha256 = createHash("sha256").update(archive).digest("hex");
  const file = { name: "a.tar.gz", system: "linux", arch: "x64", kind: "archive", size: archive.length, isTest: true };
  writeFileSync(join(downloads, file.name), archive);
  writeFileSync(join(downloads, "downloads.json"), JSON.stringify({ files: [{ ...file, sha256 }] }));
  portal = await PortalUnderTest.start({ options: { budgets, downloadsDir: downloads } });
  played = await playUntilLive(portal, undefined, undefined, { customerReference: "7" });
  const { key } = await portal.newSession(played.cookie);
  const answer = KeyCheckResponse.parse(await (await portal.checkKey(key)).json());
  const [offered] = answer.downloads;
  if (offered === undefined) throw new Error("The archive is not offered");
  recognised = { key, ticket: answer.ticket, file: offered };
  before = await everythingStored();
});
afterAll(async () => {
  agent.destroy();
  await portal.stop();
  rmSync(downloads, { recursive: true });
});

async function everythingStored(): Promise<string> {
  const tables = ["accounts", "sessions", "session_events", "session_keys", "support_consents", "recording_statuses"];
  const rows = tables.map((table) =>
    portal.database.tables
      .selectFrom(table as "accounts")
      .selectAll()
      .execute(),
  );
  return JSON.stringify(await Promise.all(rows));
}

const site = (path: string) =>
  /^\/api\/v1\/(sessions|customers)/.test(path) ? portal.urls.staffUrl : portal.urls.publicUrl;

const bodies: [schema: string, path: () => string][] = [
  ["KeyCheckRequest", () => "/api/v1/keys/check"],
  ["NewSession", () => "/api/v1/sessions"],
  ["CustomerConsentChange", () => "/api/v1/customers/consent"],
  ["ReceiptAccess", () => `/api/v1/receipts/${played.sessionId}/access`],
  ["ReceiptAccess", () => `/api/v1/receipts/${played.sessionId}/own-data`],
  ["ReceiptAccess", () => `/api/v1/receipts/${played.sessionId}/own-data/csv`],
  ["ReceiptConsentChange", () => `/api/v1/receipts/${played.sessionId}/consent`],
  ["Complaint", () => "/api/v1/complaints"],
  ["ComplaintWithdrawal", () => "/api/v1/complaints/withdrawal"],
];

describe("a form", () => {
  it.each(bodies)("%s with anything malformed is refused, nothing of it repeated or kept", async (schema, pathOf) => {
    const form = schemaExamples.find(({ name }) => name === schema);
    if (form === undefined) throw new Error(`No examples of ${schema}`);
    // An issue of a key may leave its body out, and then JSON's null is none.
    const texts = malformedTexts(form, marker).filter(
      (text) => schema !== "NewSession" || !/^\s*(null)?\s*$/.test(text),
    );
    const body = fc.oneof({ weight: 9, arbitrary: texts }, { weight: 1, arbitrary: malformedBytes() });
    const questions = fc
      .sample(body as fc.Arbitrary<string | Uint8Array>, { numRuns, seed })
      .map((content): Question => ({ method: "POST", path: pathOf(), headers: json, body: content }));
    const codes = await askAll(questions);
    const { message_malformed = 0, key_malformed = 0, ...others } = codes;
    expect(others).toEqual({});
    figure(
      `malformed bodies for ${schema} (${pathOf().split("/").at(-1)}) at the portal`,
      message_malformed + key_malformed,
    );
  });
});

describe("a link, an address", () => {
  it("with anything in the place of a number, ticket or name is refused", async () => {
    const word = fc
      .string({ unit: "binary", minLength: 1, maxLength: 60 })
      .map((text) => encodeURIComponent(marker + text).slice(0, 250));
    const hostile = ["..%2f..%2fetc%2fpasswd", "%00", "%2e%2e", "%E0%A4%A", "__proto__", "constructor", "%F0%9F%98%80"];
    const part = fc.oneof(
      word,
      fc.constantFrom(...hostile).map((text) => text + marker),
    );
    const path = fc.oneof(
      ...[
        (text: string) => `/api/v1/receipts/${text}`,
        (text: string) => `/api/v1/recordings/${text}/complaint-form`,
        (text: string) => `/api/v1/recordings/${text}/certificate`,
        (text: string) => `/api/v1/progress/${text}`,
        (text: string) => `/api/v1/downloads/${text}/${text}`,
        (text: string) => `/api/v1/${text}`,
      ].map((write) => part.map(write)),
    );
    const questions = fc
      .sample(path, { numRuns: 4 * numRuns, seed })
      .map((each): Question => ({ method: "GET", path: each }));
    const codes = await askAll(questions);
    const { message_malformed = 0, not_found = 0, download_not_unlocked = 0, ...others } = codes;
    expect(others).toEqual({});
    expect(message_malformed + not_found + download_not_unlocked).toBe(questions.length);
  });

  it("with parameters that nobody asked for changes nothing", async () => {
    const parameter = fc.tuple(fc.string({ maxLength: 20 }), fc.string({ maxLength: 40 }));
    const queries = fc.sample(parameter, { numRuns: numRuns / 4, seed });
    for (const [name, value] of queries) {
      const query = `${encodeURIComponent(name)}=${marker}${encodeURIComponent(value)}`;
      const answer = await ask({ method: "GET", path: `/api/v1/receipts/${played.sessionId}?${query}&__proto__=1` });
      expect([answer.status, JSON.parse(answer.text).state]).toEqual([200, "unknown"]);
      expectQuiet(answer);
    }
  });
});

describe("headers", () => {
  const names = ["user-agent", "sec-ch-ua-platform", "sec-ch-ua-arch", "range", "if-range", "if-none-match", "cookie"];
  const more = ["accept", "accept-language", "referer", "x-forwarded-for", "forwarded", "x-http-method-override"];
  const printable = fc.string({ maxLength: 200 }).map((text) => text.replace(/[^\x20-\x7e]/g, ""));
  /** Near what is understood, so that it is read and not only left. */
  const shaped = fc.constantFrom(
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) ",
    "bytes=0-",
    "bytes=-",
    '"Linux"',
    "W/",
    "",
  );
  const value = fc.tuple(shaped, printable).map(([start, rest]) => start + marker + rest);
  const headers = fc.dictionary(fc.constantFrom(...names, ...more), value, { minKeys: 1 });

  it("of every kind are read where something is given for them, never repeated or kept", async () => {
    const { key, ticket, file } = recognised;
    const asked: [(answer: Answer) => void, Question][] = [
      [
        ({ text }) => KeyCheckResponse.parse(JSON.parse(text)),
        { method: "POST", path: "/api/v1/keys/check", body: JSON.stringify({ key }) },
      ],
      [({ text }) => JSON.parse(text), { method: "GET", path: `/api/v1/progress/${ticket}` }],
      [({ text }) => JSON.parse(text), { method: "GET", path: `/api/v1/receipts/${played.sessionId}` }],
      [({ text }) => expect(archive).toContain(text), { method: "GET", path: file.href }],
    ];
    for (const [read, question] of asked) {
      const drawn = fc.sample(headers, { numRuns: numRuns / 2, seed });
      for (const each of drawn) {
        const answer = await ask({ ...question, headers: { ...each, ...(question.body ? json : {}) } });
        expect(answer.status, question.path).toBeLessThan(400);
        expectQuiet(answer);
        if (answer.status === 200) read(answer);
      }
    }
    expect(await everythingStored()).toBe(before);
    expect(portal.logLines.join("")).not.toContain(marker);
  });

  it("of every kind change nothing where nothing is given", async () => {
    const body = JSON.stringify({ key: "0000000" });
    const questions = fc
      .sample(headers, { numRuns: 2 * numRuns, seed })
      .map((each): Question => ({ method: "POST", path: "/api/v1/keys/check", headers: { ...each, ...json }, body }));
    expect(Object.keys(await askAll(questions))).toEqual(["key_not_accepted"]);
  });

  it("of foreign pages, other content types and what is too large are refused", async () => {
    const body = JSON.stringify({ proof: receiptProof, consent: "withdrawn" });
    const path = `/api/v1/receipts/${played.sessionId}/consent`;
    const refused: [string, OutgoingHttpHeaders, string][] = [
      ["origin_not_allowed", { ...json, origin: `https://${marker}.example` }, body],
      ["origin_not_allowed", { ...json, "sec-fetch-site": "cross-site" }, body],
      ["message_malformed", { "content-type": "text/plain" }, body],
      ["message_malformed", { "content-type": "application/x-www-form-urlencoded" }, `proof=${marker}`],
      ["message_too_large", json, JSON.stringify({ proof: marker.repeat(2_000) })],
    ];
    for (const [code, headers, content] of refused)
      expect(await askAll([{ method: "POST", path, headers, body: content }])).toEqual({ [code]: 1 });
  });
});

/** Asks everything, checks each answer, and afterwards what was kept. Returns how often each code came. */
async function askAll(questions: readonly Question[]): Promise<Record<string, number>> {
  const open = [...questions];
  const codes: Record<string, number> = {};
  const askNext = async () => {
    for (let question = open.pop(); question !== undefined; question = open.pop()) {
      const answer = await ask(question);
      const { code, status } = Problem.parse(JSON.parse(answer.text));
      expect(answer.status).toBe(status);
      expect(answer.headers).toContain("application/problem+json");
      expectQuiet(answer);
      codes[code] = (codes[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askNext));
  expect(await everythingStored()).toBe(before);
  expect(portal.logLines.join("")).not.toContain(marker);
  expect(portal.logLines.filter((line) => line.includes("request.failed"))).toEqual([]);
  return codes;
}

/** Nothing of the question, no trace of the program. */
function expectQuiet({ text, headers }: Answer): void {
  expect(text + headers).not.toContain(marker);
  expect(text).not.toMatch(/\.ts\b|node_modules|\bat [A-Za-z.]+ \(|sqlite|fastify|zod/i);
}

function ask({ method, path, headers, body }: Question): Promise<Answer> {
  const { hostname, port } = new URL(site(path));
  const own = /^\/api\/v1\/(sessions|customers)/.test(path) ? { cookie: played.cookie } : {};
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path, method, agent, headers: { ...own, ...headers, ...length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: JSON.stringify(response.headers), text });
        });
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}
