import { Agent, type OutgoingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { ErrorCode, Problem } from "@ferndiagnose/protocol";
import { malformedBytes, malformedTexts, schemaExamples } from "@ferndiagnose/protocol/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Aftermath, beginOrdinarySession, tellsTooMuch } from "../src/forged-aftermath.ts";
import { ForgedVisitor } from "../src/forged-visitor.ts";
import { Server } from "../src/server.ts";

const requestsEach = 10_000;
const chunk = 2_000;
const atOnce = 8;
const marker = "ZEICHEN4711";
const seed = Number(process.env["FUZZ_SEED"]);

interface Question {
  readonly method: string;
  readonly url: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

let server: Server;
let technician: ForgedVisitor;
let aftermath: Aftermath;
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const json = { "content-type": "application/json" };

beforeAll(async () => {
  server = await Server.start();
  technician = await ForgedVisitor.signIn(server);
  aftermath = new Aftermath(server);
});
afterAll(async () => {
  agent.destroy();
  await server?.stop();
});

const bodies = [
  { path: "/api/v1/keys/check", at: "portal", schema: "KeyCheckRequest" },
  { path: "/api/v1/sign-in", at: "viewer", schema: "SignInRequest" },
  { path: "/api/v1/sign-in/link", at: "viewer", schema: "LinkSignInRequest" },
] as const;

describe.each(bodies)("point 11: POST $path", ({ path, at, schema }) => {
  test(`refuses each of ${requestsEach} malformed bodies with a code (seed ${seed})`, async () => {
    const form = schemaExamples.find(({ name }) => name === schema);
    if (form === undefined) throw new Error(`No examples of ${schema}`);
    const body = fc.oneof(
      { weight: 9, arbitrary: malformedTexts(form, marker) as fc.Arbitrary<string | Uint8Array> },
      { weight: 1, arbitrary: malformedBytes() },
    );
    const codes = await askAll(body, (content) => ({
      method: "POST",
      url: server.summary[at] + path,
      headers: json,
      body: content,
    }));
    const { message_malformed = 0, key_malformed = 0, ...others } = codes;
    expect(others).toEqual({});
    expect(message_malformed + key_malformed).toBe(requestsEach);
    expect(await aftermath.findings(marker)).toEqual([]);
  });

  test("refuses other content types, other codings, and what is too large", async () => {
    const url = server.summary[at] + path;
    const valid = JSON.stringify(schemaExamples.find(({ name }) => name === schema)?.examples[0]);
    const types = [
      "text/plain",
      "text/html",
      "application/xml",
      "multipart/form-data; boundary=x",
      "application/json+x",
      "*/*",
      `x/${marker}`,
    ];
    const wrong: [number, Question][] = [
      ...types.map((type): [number, Question] => [
        400,
        { method: "POST", url, headers: { "content-type": type }, body: valid },
      ]),
      [400, { method: "POST", url, body: valid }],
      [400, { method: "POST", url, headers: json, body: "" }],
      [
        400,
        {
          method: "POST",
          url,
          headers: { ...json, "content-encoding": "gzip" },
          body: Buffer.from(valid).fill(0x1f, 0, 2),
        },
      ],
      [413, { method: "POST", url, headers: json, body: JSON.stringify(marker.repeat(2_000)) }],
      [413, { method: "POST", url, headers: { ...json, "x-long": marker.repeat(3_000) }, body: valid }],
      [404, { method: "PUT", url, headers: json, body: valid }],
      [404, { method: "DELETE", url }],
    ];
    for (const [status, question] of wrong) {
      const answer = await ask(question);
      expect([answer.status, answer.text.slice(0, 200), question.headers]).toEqual([
        status,
        expect.stringContaining('"code":'),
        question.headers,
      ]);
      expectProblem(answer);
    }
    // So much that the portal may hang up in the middle, before its answer can be read.
    const tooMuch = await ask({ method: "POST", url, headers: json, body: Buffer.alloc(1_000_000, 0x20) }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (typeof tooMuch === "object") expect(expectProblem(tooMuch)).toBe("message_too_large");
    else expect(["EPIPE", "ECONNRESET"]).toContain(tooMuch);
    expect(await aftermath.findings(marker)).toEqual([]);
  });
});

test(`point 11: ${requestsEach} cookies, origins and paths that nobody gave out (seed ${seed})`, async () => {
  const word = fc.string({ minLength: 1, maxLength: 80 }).map((text) => encodeURIComponent(text).slice(0, 300));
  const { portal, viewer, operations } = server.summary;
  const question = fc.oneof(
    word.map(
      (text): Question => ({
        method: "GET",
        url: `${viewer}/api/v1/me`,
        headers: { cookie: `${technician.cookie.split("=")[0]}=${marker}${text}` },
      }),
    ),
    word.map(
      (text): Question => ({
        method: "POST",
        url: `${viewer}/api/v1/sessions`,
        headers: { cookie: `${text}=${marker}; ${text}` },
      }),
    ),
    word.map(
      (text): Question => ({
        method: "POST",
        url: `${viewer}/api/v1/sessions`,
        headers: { cookie: technician.cookie, origin: `http://${marker}${text}` },
      }),
    ),
    word.map(
      (text): Question => ({
        method: "POST",
        url: `${viewer}/api/v1/sessions`,
        headers: { cookie: technician.cookie, ...json },
        body: `{${text}`,
      }),
    ),
    fc
      .tuple(fc.constantFrom(portal, viewer, operations), fc.constantFrom("GET", "POST", "DELETE", "OPTIONS"), word)
      .map(([host, method, text]): Question => ({ method, url: `${host}/api/v1/${marker}${text}` })),
    fc
      .tuple(
        fc.constantFrom(portal, viewer),
        fc.constantFrom("..%2f", "%2e%2e/", "%00", "%c0%ae%c0%ae/", "//", "\\"),
        word,
      )
      .map(
        ([host, piece, text]): Question => ({
          method: "GET",
          url: `${host}/assets/${piece.repeat(4)}etc/passwd.${text}`,
        }),
      ),
  );
  const codes = await askAll(question, (one) => one);
  console.info(codes);
  const expected = ["not_signed_in", "origin_not_allowed", "message_malformed", "not_found", "not_allowed"];
  expect(Object.keys(codes).filter((code) => !expected.includes(code))).toEqual([]);
  expect(await aftermath.findings(marker)).toEqual([]);
});

test("point 11: what is no HTTP is answered with a problem or not at all", async () => {
  const ports = [server.summary.portal, server.summary.viewer, server.summary.operations].map((url) =>
    Number(new URL(url).port),
  );
  const starts = [
    "",
    "GET / HTTP/1.1\r\n",
    "POST /api/v1/keys/check HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST /api/v1/keys/check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
    "GET /api/v1/signalling/customer HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01",
  ];
  const noises = fc.sample(malformedBytes(), { numRuns: 1_500, seed });
  const answers = new Set<string>();
  let next = 0;
  const work = async () => {
    while (next < noises.length) {
      const index = next++;
      const start = Buffer.from(starts[index % starts.length] ?? "", "latin1");
      answers.add(
        await sendRaw(
          ports[index % ports.length] ?? 0,
          Buffer.concat([start, Buffer.from(marker), noises[index] ?? new Uint8Array()]),
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const told = [...answers].filter((answer) => answer !== "");
  expect(told.length).toBeGreaterThan(0);
  for (const answer of told) {
    const [head = "", body = ""] = answer.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(tellsTooMuch(body, marker), answer).toBe(false);
    if (body !== "") expect(ErrorCode.options).toContain(JSON.parse(body).code);
  }
  expect(await aftermath.findings(marker)).toEqual([]);
});

test("afterwards a session begins as ever", async () => {
  await beginOrdinarySession(technician);
  expect(await aftermath.findings(marker)).toEqual([]);
  expect(aftermath.newLogLines.length).toBeLessThan(100);
});

async function askAll<Value>(
  values: fc.Arbitrary<Value>,
  make: (value: Value) => Question,
): Promise<Record<string, number>> {
  const codes: Record<string, number> = {};
  for (let sent = 0; sent < requestsEach; sent += chunk) {
    const questions = fc.sample(values, { numRuns: chunk, seed: seed + sent }).map(make);
    const work = async () => {
      for (let question = questions.pop(); question !== undefined; question = questions.pop()) {
        const code = expectProblem(await ask(question), question);
        codes[code] = (codes[code] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }
  return codes;
}

function expectProblem(answer: Answer, question?: Question): string {
  const context = () => JSON.stringify([answer, question]).slice(0, 1_000);
  if (!answer.type.startsWith("application/problem+json") || tellsTooMuch(answer.text, marker))
    throw new Error(context());
  const problem = Problem.parse(JSON.parse(answer.text));
  if (problem.status !== answer.status || problem.code === "internal") throw new Error(context());
  return problem.code;
}

function ask({ method, url, headers = {}, body }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(url);
    const path = url.slice(url.indexOf(port) + port.length) || pathname;
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const call = request({ agent, hostname, port, path, method, headers: { ...length, ...headers } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, type: String(answer.headers["content-type"]), text }),
      );
    });
    call.once("error", reject);
    call.end(body);
  });
}

/** What came back until the other side closed, or for 300 ms. */
function sendRaw(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    let text = "";
    socket.setTimeout(300, () => socket.destroy());
    socket.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}
