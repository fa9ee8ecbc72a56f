import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "@ferndiagnose/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PortalUnderTest, password } from "../testing/portal-under-test.ts";
import type { ScriptedClient } from "../testing/scripted-client.ts";

let portal: PortalUnderTest;
let pages: string;
let recorder: ScriptedClient;

beforeAll(async () => {
  pages = mkdtempSync(join(tmpdir(), "portal-pages-"));
  mkdirSync(join(pages, "assets"));
  writeFileSync(join(pages, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(pages, "assets", "index-abc.js"), "export {};");
  writeFileSync(join(pages, ".stamp"), "secret");
  const budgets = {
    keysPerAddress: { attempts: 500, windowMs: 60_000 },
    signInsPerAddress: { attempts: 500, windowMs: 60_000 },
  };
  portal = await PortalUnderTest.start({ options: { publicPagesDir: pages, staffPagesDir: pages, budgets } });
  await portal.portal.createAccount({ name: "paula", displayName: "P", role: "technician", password });
  await portal.portal.createAccount({ name: "otto", displayName: "O", role: "operator", password });
  recorder = await portal.recorder();
});
afterAll(async () => {
  await portal.stop();
  rmSync(pages, { recursive: true });
});

async function expectProblem(response: Response, code: string): Promise<void> {
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({ code, status: response.status });
}

describe("session keys", () => {
  it("are recognised with what happens next", async () => {
    const { key, expiresAt } = await portal.newSession(await portal.signIn());
    const response = await portal.checkKey(key);
    expect(await response.json()).toEqual({
      state: "recognised",
      expiresAt,
      joinLink: `ferndiagnose://join?key=${key}&portal=${encodeURIComponent(portal.urls.publicUrl)}`,
      ticket: expect.stringMatching(/^[a-z2-7]{20}\.[A-Za-z0-9_-]{43}$/),
      device: { system: "other", arch: "unknown", browser: "other" },
      downloads: [],
      missing: [
        { system: "windows", arch: "x64" },
        { system: "macos", arch: "arm64" },
        { system: "macos", arch: "x64" },
        { system: "linux", arch: "x64" },
      ],
    });
  });

  it.each(["123456", "12345678", "12345a7", "", "١٢٣٤٥٦٧", "１２３４５６７", "1234567\n", 1234567, null])(
    "of the form %j get a clear error",
    async (key) => expectProblem(await portal.checkKey(key), "key_malformed"),
  );

  it("that are unknown and that are used get the same answer to the byte", async () => {
    const { key } = await portal.newSession(await portal.signIn());
    const customer = await portal.customer();
    customer.say({ type: "join", version: 1, key });
    await customer.take("joined");
    const [used, unknown] = [await portal.checkKey(key), await portal.checkKey("0000000")];
    expect(await used.text()).toBe(await unknown.text());
    const withoutDate = (response: Response) => [...response.headers].filter(([name]) => name !== "date");
    expect(withoutDate(used)).toEqual(withoutDate(unknown));
  });
});

describe("problem details", () => {
  it("are the answer to unknown addresses", async () => {
    for (const url of Object.values(portal.urls))
      await expectProblem(await fetch(`${url}/api/v1/nothing`), "not_found");
  });

  it("are the answer to wrong bodies of every kind", async () => {
    const url = `${portal.urls.publicUrl}/api/v1/keys/check`;
    const send = (body: string, type = "application/json") =>
      fetch(url, { method: "POST", body, headers: { "content-type": type } });
    await expectProblem(await send("{"), "message_malformed");
    await expectProblem(await send(""), "message_malformed");
    await expectProblem(await send("[]"), "message_malformed");
    await expectProblem(await send("key=1234567", "application/x-www-form-urlencoded"), "message_malformed");
    await expectProblem(await send('{"key":"1234567"}', "text/plain"), "message_malformed");
    await expectProblem(await send('{"key":"1234567","more":1}'), "message_malformed");
    await expectProblem(await send('{"__proto__":{},"key":"1234567"}'), "message_malformed");
    await expectProblem(await send(JSON.stringify({ key: "1".repeat(20_000) })), "message_too_large");
    await expectProblem(await fetch(url), "not_found");
    await expectProblem(await fetch(`${portal.urls.publicUrl}/%E0%A4%A`), "message_malformed");
  });

  it("are the answer to what is no HTTP", async () => {
    const { port } = new URL(portal.urls.publicUrl);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => socket.write("HELLO\r\n\r\n"));
      let text = "";
      socket.on("data", (data) => {
        text += String(data);
      });
      socket.on("close", () => resolve(text));
    });
    expect(answer).toContain("application/problem+json");
    expect(answer).toContain('"code":"message_malformed"');
  });

  it("hide what went wrong inside", async () => {
    const broken = await PortalUnderTest.start();
    const cookie = await broken.signIn();
    await broken.database.close();
    const response = await fetch(`${broken.urls.staffUrl}/api/v1/me`, { headers: { cookie } });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: "internal" });
    expect(text).not.toMatch(/sqlite|database|\.ts/i);
    expect(broken.logLines.some((line) => line.includes("request.failed"))).toBe(true);
    await broken.stop();
  });
});

describe("budgets", () => {
  it("stop a guesser with Retry-After, on the page and on the socket alike", async () => {
    const keysPerAddress = { attempts: 3, windowMs: 60_000 };
    const small = await PortalUnderTest.start({ options: { budgets: { keysPerAddress }, trustedProxies: 1 } });
    const from = (address: string) => ({ "x-forwarded-for": address });
    for (let attempt = 0; attempt < 3; attempt++)
      await expectProblem(await small.checkKey("0000000", from("203.0.113.1")), "key_not_accepted");
    const refused = await small.checkKey("0000000", from("203.0.113.1"));
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
    await expectProblem(refused, "too_many_attempts");
    await expectProblem(await small.checkKey("0000000", from("203.0.113.2")), "key_not_accepted");
    const customer = await small.customer();
    for (let attempt = 0; attempt < 3; attempt++) {
      customer.say({ type: "join", version: 1, key: "0000000" });
      expect(await customer.takeProblem()).toBe("key_not_accepted");
    }
    customer.say({ type: "join", version: 1, key: "0000000" });
    expect(await customer.takeProblem()).toBe("too_many_attempts");
    expect(small.logLines.join("")).not.toContain("203.0.113");
    await small.stop();
  });
});

it("one technician's keys have an end", async () => {
  const sessionsPerAccount = { attempts: 2, windowMs: 60_000 };
  const small = await PortalUnderTest.start({ options: { budgets: { sessionsPerAccount } } });
  await small.recorder();
  const cookie = await small.signIn();
  await small.newSession(cookie);
  await small.newSession(cookie);
  const third = await small.post(`${small.urls.staffUrl}/api/v1/sessions`, undefined, { cookie });
  await expectProblem(third, "too_many_attempts");
  await small.stop();
});

describe("signing in", () => {
  it("by password sets a cookie that scripts and foreign pages cannot use", async () => {
    const response = await portal.post(`${portal.urls.staffUrl}/api/v1/sign-in`, { name: "paula", password });
    expect(await response.json()).toEqual({ name: "paula", displayName: "P", role: "technician" });
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toMatch(/Domain/);
  });

  it("behind https uses the __Host- prefix", async () => {
    const options = { staff: { port: 0, url: "https://staff.example" } };
    const behindTls = await PortalUnderTest.start({ options });
    const { port } = new URL(behindTls.urls.operationsUrl);
    expect(behindTls.urls.staffUrl).toBe("https://staff.example");
    expect(Number(port)).toBeGreaterThan(0);
    await behindTls.stop();
  });

  it("is needed, with the right role, for a session", async () => {
    const url = `${portal.urls.staffUrl}/api/v1/sessions`;
    await expectProblem(await portal.post(url), "not_signed_in");
    await expectProblem(await portal.post(url, undefined, { cookie: await portal.signIn("otto") }), "not_allowed");
    await expect(portal.technician(await portal.signIn("otto"))).rejects.toMatchObject({ status: 403 });
    await expect(portal.technician("")).rejects.toMatchObject({ status: 401 });
  });

  it("by a link works once", async () => {
    const link = await portal.portal.createOneTimeLink("tina");
    expect(link.startsWith(`${portal.urls.staffUrl}/#link=`)).toBe(true);
    const url = `${portal.urls.staffUrl}/api/v1/sign-in/link`;
    const body = { token: link.split("#link=")[1] };
    expect((await portal.post(url, body)).status).toBe(200);
    await expectProblem(await portal.post(url, body), "link_not_accepted");
  });
});

describe("foreign pages", () => {
  const foreign = { origin: "https://evil.example" };

  it("cannot post", async () => {
    const cookie = await portal.signIn();
    const url = `${portal.urls.staffUrl}/api/v1/sessions`;
    await expectProblem(await portal.post(url, undefined, { cookie, ...foreign }), "origin_not_allowed");
    await expectProblem(
      await portal.post(url, undefined, { cookie, origin: portal.urls.publicUrl }),
      "origin_not_allowed",
    );
    await expectProblem(await portal.checkKey("0000000", foreign), "origin_not_allowed");
    expect((await portal.post(url, undefined, { cookie, origin: portal.urls.staffUrl })).status).toBe(201);
  });

  it("cannot open sockets", async () => {
    const cookie = await portal.signIn();
    const { ScriptedClient } = await import("../testing/scripted-client.ts");
    const technician = `${portal.urls.staffUrl}/api/v1/signalling/technician`;
    const customer = `${portal.urls.publicUrl}/api/v1/signalling/customer`;
    await expect(ScriptedClient.connect(technician, { cookie, ...foreign })).rejects.toMatchObject({ status: 403 });
    await expect(ScriptedClient.connect(customer, foreign)).rejects.toMatchObject({ status: 403 });
    await expect(ScriptedClient.connect(`${customer}/more`)).rejects.toMatchObject({ status: 404 });
  });
});

describe("pages", () => {
  it("ask browsers for the processor, and the API does not", async () => {
    const page = await fetch(`${portal.urls.publicUrl}/terms`, { headers: { accept: "text/html" } });
    expect(page.headers.get("accept-ch")).toContain("Sec-CH-UA-Arch");
    expect(page.headers.get("critical-ch")).toContain("Sec-CH-UA-Arch");
    expect(page.headers.get("set-cookie")).toBeNull();
    for (const url of [`${portal.urls.staffUrl}/`, `${portal.urls.publicUrl}/api/v1/operator`])
      expect((await fetch(url)).headers.get("accept-ch")).toBeNull();
    expect(await (await fetch(`${portal.urls.publicUrl}/api/v1/operator`)).json()).toEqual({
      organisation: "Example Telecom",
    });
  });

  it("come with headers that allow nothing foreign", async () => {
    const response = await fetch(portal.urls.publicUrl);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:\/\/(?!127\.0\.0\.1|localhost|\[::1\])/);
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("permissions-policy")).toContain("display-capture=()");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    const asset = await fetch(`${portal.urls.publicUrl}/assets/index-abc.js`);
    expect(asset.headers.get("cache-control")).toContain("immutable");
  });

  it("answer to paths of their own, but not to files that are missing or none of the page", async () => {
    const html = { headers: { accept: "text/html" } };
    expect((await fetch(`${portal.urls.staffUrl}/sessions/anything`, html)).status).toBe(200);
    await expectProblem(await fetch(`${portal.urls.staffUrl}/missing.js`, html), "not_found");
    await expectProblem(await fetch(`${portal.urls.staffUrl}/.stamp`, html), "not_found");
    for (const path of ["/../../package.json", "/%2e%2e/%2e%2e/package.json", "/..%2f..%2fpackage.json"])
      expect(Problem.parse(await (await rawGet(portal.urls.publicUrl, path)).json()).status).toBeLessThan(500);
  });
});

describe("the OpenAPI document", () => {
  it("describes what each listener offers, from the schemas themselves", async () => {
    const read = async (url: string) => (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as never as OpenApi;
    const publicApi = await read(portal.urls.publicUrl);
    expect(publicApi.openapi).toBe("3.1.0");
    expect(Object.keys(publicApi.paths).sort()).toEqual([
      "/api/v1/complaints",
      "/api/v1/complaints/withdrawal",
      "/api/v1/downloads/{ticket}/{name}",
      "/api/v1/keys/check",
      "/api/v1/operator",
      "/api/v1/progress/{ticket}",
      "/api/v1/receipts/{sessionId}",
      "/api/v1/receipts/{sessionId}/access",
      "/api/v1/receipts/{sessionId}/consent",
      "/api/v1/receipts/{sessionId}/own-data",
      "/api/v1/receipts/{sessionId}/own-data/csv",
      "/api/v1/recordings/{sessionId}/certificate",
      "/api/v1/recordings/{sessionId}/complaint-form",
    ]);
    for (const path of Object.values(publicApi.paths))
      for (const { summary } of Object.values(path)) expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(publicApi)).toContain("^[0-9]{7}$");
    expect(Object.keys((await read(portal.urls.staffUrl)).paths).sort()).toEqual([
      "/api/v1/customers/consent",
      "/api/v1/me",
      "/api/v1/sessions",
      "/api/v1/sign-in",
      "/api/v1/sign-in/link",
      "/api/v1/sign-out",
    ]);
  });
});

describe("operations", () => {
  it("say whether a session could begin", async () => {
    expect((await fetch(`${portal.urls.operationsUrl}/healthz`)).status).toBe(200);
    expect((await fetch(`${portal.urls.operationsUrl}/readyz`)).status).toBe(200);
    const lonely = await PortalUnderTest.start();
    expect((await fetch(`${lonely.urls.operationsUrl}/readyz`)).status).toBe(503);
    const response = await lonely.post(`${lonely.urls.staffUrl}/api/v1/sessions`, undefined, {
      cookie: await lonely.signIn(),
    });
    await expectProblem(response, "recorder_unavailable");
    await lonely.stop();
  });

  it("refuse a session when every recorder is full", async () => {
    const full = await PortalUnderTest.start();
    await full.recorder("5".repeat(32), 0);
    const response = await full.post(`${full.urls.staffUrl}/api/v1/sessions`, undefined, {
      cookie: await full.signIn(),
    });
    await expectProblem(response, "recorder_unavailable");
    await full.stop();
  });

  it("count without persons", async () => {
    const text = await (await fetch(`${portal.urls.operationsUrl}/metrics`)).text();
    expect(text).toMatch(/^ferndiagnose_recorders_connected 1$/m);
    expect(text).toMatch(/ferndiagnose_session_events_total\{event="key_issued"\} \d/);
    expect(text).not.toMatch(/tina|paula/);
    expect(recorder.closeCode).toBeUndefined();
  });

  it("let nobody in as a recorder without the token", async () => {
    await expect(portal.recorderSocket("wrong")).rejects.toMatchObject({ status: 403 });
  });
});

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { summary?: string }>>;
}

/** `fetch` tidies paths; this sends them as they are. */
function rawGet(url: string, path: string): Promise<Response> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { accept: "text/html" } }, (response) => {
      let body = "";
      response.on("data", (data) => {
        body += String(data);
      });
      response.on("end", () =>
        resolve(
          new Response(body, {
            status: response.statusCode ?? 0,
            headers: { "content-type": response.headers["content-type"] ?? "" },
          }),
        ),
      );
    })
      .on("error", reject)
      .end();
  });
}
