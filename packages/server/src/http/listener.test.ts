import { type AddressInfo, connect } from "node:net";
import { Problem, ProtocolError } from "@ferndiagnose/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createListener } from "./listener.ts";
import { replyNotFound } from "./problem-reply.ts";
import type { Routes } from "./routes.ts";

let app: Routes;
let logged: { fields: object; message: string }[];

beforeEach(async () => {
  logged = [];
  const note = (fields: object, message: string) => void logged.push({ fields, message });
  const log = { info: note, warn: note, error: note };
  app = await createListener({ title: "Test", bodyBytesAtMost: 100, log }, (routes) => {
    routes.addHook("onRequest", async (_request, reply) => void reply.header("x-ours", "yes"));
    routes.setNotFoundHandler(replyNotFound);
    routes.post("/api/v1/echo", { schema: { body: z.strictObject({ word: z.string().max(5) }) } }, async (request) => {
      if (request.body.word === "wait") throw new ProtocolError("too_many_attempts", { retryAfterSeconds: 7 });
      if (request.body.word === "break") throw new Error("somebody's words");
      return request.body;
    });
    routes.get("/file/:name", { schema: { hide: true } }, async (_request, reply) =>
      reply.header("cache-control", "no-cache").send("content"),
    );
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => app.close());

const url = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
const send = (body: string, type = "application/json") =>
  fetch(`${url()}/api/v1/echo`, { method: "POST", body, headers: { "content-type": type } });

async function expectProblem(response: Response, code: string): Promise<void> {
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json\b/);
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({ code, status: response.status });
}

test("whatever a client gets wrong is answered with a problem and not logged", async () => {
  for (const body of ["{", "", "null", '{"word":"longer"}', '{"word":"a","more":1}'])
    await expectProblem(await send(body), "message_malformed");
  await expectProblem(await send("word=a", "application/x-www-form-urlencoded"), "message_malformed");
  await expectProblem(await send(`{"word":"${"a".repeat(100)}"}`), "message_too_large");
  for (const path of ["/nowhere", "/api/v1/echo"]) await expectProblem(await fetch(url() + path), "not_found");
  for (const path of ["/file/%E0%A4%A", `/file/${"a".repeat(301)}`])
    expect(["message_malformed", "not_found"]).toContain(Problem.parse(await (await fetch(url() + path)).json()).code);
  expect(logged).toEqual([]);
});

test("parameters may be as long as a ticket", async () => {
  expect((await fetch(`${url()}/file/${"a".repeat(300)}`)).status).toBe(200);
});

test("a code of ours is answered as it is, with when to come again", async () => {
  const response = await send('{"word":"wait"}');
  expect(response.headers.get("retry-after")).toBe("7");
  await expectProblem(response, "too_many_attempts");
  expect(logged).toEqual([]);
});

test("a mistake of ours is logged, and nothing of it is answered", async () => {
  const response = await send('{"word":"break"}');
  expect(await response.clone().text()).not.toContain("somebody");
  await expectProblem(response, "internal");
  expect(logged).toEqual([{ fields: { err: expect.any(Error) }, message: "request.failed" }]);
});

test.each([
  ["what is no HTTP", "GARBAGE\r\n\r\n", "message_malformed"],
  ["headers without an end", `GET / HTTP/1.1\r\nx: ${"a".repeat(20_000)}\r\n\r\n`, "message_too_large"],
])("%s is answered with a problem", async (_name, request, code) => {
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(request);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const problem = Problem.parse(JSON.parse(body));
  expect(problem.code).toBe(code);
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${problem.status} `));
  expect(head).toContain("Content-Type: application/problem+json");
});

test("nothing is kept by caches unless its route says so; hooks see every answer", async () => {
  for (const [path, kept] of [
    ["/api/v1/openapi.json", "no-store"],
    ["/nowhere", "no-store"],
    ["/file/a", "no-cache"],
  ] as const) {
    const { headers } = await fetch(url() + path);
    expect([path, headers.get("cache-control"), headers.get("x-ours")]).toEqual([path, kept, "yes"]);
  }
});

test("describes its routes", async () => {
  const described = (await (await fetch(`${url()}/api/v1/openapi.json`)).json()) as { info: object; paths: object };
  expect(described.info).toEqual({ title: "Test", version: "1" });
  expect(Object.keys(described.paths)).toEqual(["/api/v1/echo"]);
});
