import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CustomerProgress, type Download, KeyCheckResponse, Problem, SessionId } from "@ferndiagnose/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { playUntilLive } from "../testing/played-session.ts";
import { PortalUnderTest } from "../testing/portal-under-test.ts";
import type { ScriptedClient } from "../testing/scripted-client.ts";
import { TicketDesk } from "./ticket-desk.ts";

/** More than what lies between two sockets: whoever does not read keeps it from being sent. */
const program = randomBytes(16_000_000);
const archive = Buffer.from("archive");
let directory: string;
let portal: PortalUnderTest;
let recorder: ScriptedClient;
let cookie: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "portal-downloads-"));
  const folder = join(directory, "downloads");
  const { mkdirSync } = await import("node:fs");
  mkdirSync(folder);
  writeFileSync(join(directory, "secret.txt"), "secret");
  writeFileSync(join(folder, "Ferndiagnose x64.AppImage"), program);
  writeFileSync(join(folder, "ferndiagnose.tar.gz"), archive);
  writeFileSync(join(folder, "altered.exe"), "altered");
  writeFileSync(join(folder, "not-listed.exe"), "not listed");
  symlinkSync(join(directory, "secret.txt"), join(folder, "link.dmg"));
  const entry = (name: string, system: string, kind: string, bytes: Buffer, size = bytes.length) => ({
    ...{ name, system, arch: "x64", kind, size, isTest: true },
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  const files = [
    entry("ferndiagnose.tar.gz", "linux", "archive", archive),
    entry("Ferndiagnose x64.AppImage", "linux", "appimage", program),
    entry("altered.exe", "windows", "portable-exe", Buffer.from("alterd!")),
    entry("link.dmg", "macos", "dmg", Buffer.from("secret")),
    entry("gone.dmg", "macos", "dmg", Buffer.from("gone")),
  ];
  writeFileSync(join(folder, "downloads.json"), JSON.stringify({ files }));
  const budgets = { downloadsPerSession: { attempts: 30, windowMs: 60_000 } };
  portal = await PortalUnderTest.start({ options: { downloadsDir: folder, budgets } });
  recorder = await portal.recorder();
  cookie = await portal.signIn();
});
afterAll(async () => {
  await portal.stop();
  rmSync(directory, { recursive: true });
});

async function recognised(userAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/133.0") {
  const { key, sessionId } = await portal.newSession(cookie);
  const response = await portal.checkKey(key, { "user-agent": userAgent });
  const answer = KeyCheckResponse.parse(await response.json());
  return { ...answer, key, sessionId, file: answer.downloads[0] as Download };
}

async function problemOf(response: Response): Promise<string> {
  return Problem.parse(await response.json()).code;
}

async function progressOf(ticket: string): Promise<CustomerProgress> {
  return CustomerProgress.parse(await (await fetch(`${portal.urls.publicUrl}/api/v1/progress/${ticket}`)).json());
}

const get = (href: string, headers: Record<string, string> = {}) => fetch(portal.urls.publicUrl + href, { headers });

describe("what is offered", () => {
  it("is what was built and is what its manifest says; the rest is called missing", async () => {
    const { downloads, missing, device } = await recognised();
    expect(device).toEqual({ system: "linux", arch: "x64", browser: "firefox" });
    expect(downloads.map(({ name }) => name)).toEqual(["Ferndiagnose x64.AppImage", "ferndiagnose.tar.gz"]);
    expect(missing).toEqual([
      { system: "windows", arch: "x64" },
      { system: "macos", arch: "arm64" },
      { system: "macos", arch: "x64" },
    ]);
    expect(portal.logLines.filter((line) => line.includes("download left out"))).toHaveLength(3);
    expect(portal.logLines.join("")).not.toMatch(/altered|gone\.dmg/);
  });

  it.each(["not JSON", "{}", '{"files":[{"name":"../../etc/passwd"}]}'])(
    "is nothing with the manifest %s",
    async (text) => {
      const folder = mkdtempSync(join(tmpdir(), "portal-manifest-"));
      writeFileSync(join(folder, "downloads.json"), text);
      const broken = await PortalUnderTest.start({ options: { downloadsDir: folder } });
      await broken.recorder();
      const { key } = await broken.newSession(await broken.signIn());
      expect(await (await broken.checkKey(key)).json()).toMatchObject({ downloads: [], missing: { length: 4 } });
      expect(broken.logLines.join("")).toContain("downloads_manifest_unreadable");
      await broken.stop();
      rmSync(folder, { recursive: true });
    },
  );
});

describe("a download", () => {
  it("is the same bytes for everybody, named by the page alone", async () => {
    const first = await recognised();
    const second = await recognised("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0");
    const other = second.downloads.find(({ name }) => name === first.file.name) as Download;
    expect(other.href).not.toBe(first.file.href);
    for (const { href } of [first.file, other]) {
      const response = await get(href);
      expect(Buffer.from(await response.arrayBuffer()).equals(program)).toBe(true);
      expect(response.headers.get("content-disposition")).toBe("attachment");
      expect(response.headers.get("content-type")).toBe("application/octet-stream");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("etag")).toBe(`"${first.file.sha256}"`);
      expect(response.headers.get("content-length")).toBe(String(program.length));
      expect(response.headers.get("set-cookie")).toBeNull();
    }
  });

  it("goes on where it was broken off, but only of the same file", async () => {
    const { file } = await recognised();
    const etag = `"${file.sha256}"`;
    const rest = await get(file.href, { range: "bytes=1000000-", "if-range": etag });
    expect(rest.status).toBe(206);
    expect(rest.headers.get("content-range")).toBe(`bytes 1000000-15999999/16000000`);
    expect(Buffer.from(await rest.arrayBuffer()).equals(program.subarray(1_000_000))).toBe(true);
    const tail = await get(file.href, { range: "bytes=-5" });
    expect(Buffer.from(await tail.arrayBuffer()).equals(program.subarray(-5))).toBe(true);
    const whole = await get(file.href, { range: "bytes=5-9", "if-range": '"older"' });
    expect(whole.status).toBe(200);
    await whole.body?.cancel();
    expect((await get(file.href, { "if-none-match": etag })).status).toBe(304);
    const beyond = await get(file.href, { range: "bytes=16000000-" });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get("content-range")).toBe("bytes */16000000");
    const head = await fetch(portal.urls.publicUrl + file.href, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), (await head.arrayBuffer()).byteLength]).toEqual([
      200,
      "16000000",
      0,
    ]);
  });

  it("takes a ticket of a session that is not over", async () => {
    const { ticket, file, key, sessionId } = await recognised();
    const { ticket: foreign } = await recognised();
    const [, mac = ""] = foreign.split(".");
    const flipped = `${ticket.slice(0, -2)}${ticket.at(-2) === "A" ? "B" : "A"}${ticket.at(-1)}`;
    for (const wrong of [`${sessionId}.${mac}`, flipped, sessionId, "x", `${ticket}x`, `${"a".repeat(20)}.${mac}`]) {
      expect(await problemOf(await get(file.href.replace(ticket, wrong))), wrong).toBe("download_not_unlocked");
      expect(await problemOf(await get(`/api/v1/progress/${wrong}`)), wrong).toBe("download_not_unlocked");
    }
    const customer = await portal.customer();
    customer.say({ type: "join", version: 1, key });
    await customer.take("joined");
    expect((await get(file.href)).status).toBe(200);
    customer.say({ type: "end", reason: "customer_quit" });
    await expect.poll(async () => (await progressOf(ticket)).state).toBe("over");
    expect(await problemOf(await get(file.href))).toBe("download_not_unlocked");
  });

  it("gives nothing but files of its manifest", async () => {
    const { ticket } = await recognised();
    const names = [
      "not-listed.exe",
      "altered.exe",
      "link.dmg",
      "downloads.json",
      "..%2Fsecret.txt",
      "%2e%2e%2fsecret.txt",
    ];
    const more = ["..%5Csecret.txt", "%00", "Ferndiagnose%20x64.AppImage%00", ".", "a".repeat(150)];
    for (const name of [...names, ...more]) {
      const { status, body } = await rawGet(portal.urls.publicUrl, `/api/v1/downloads/${ticket}/${name}`);
      expect(status, name).toBe(404);
      expect(Problem.parse(JSON.parse(body)).code, name).toBe("not_found");
    }
    const { status, body } = await rawGet(portal.urls.publicUrl, `/api/v1/downloads/${ticket}/../../../../secret.txt`);
    expect([status, body.includes("secret")]).toEqual([404, false]);
  });

  it("has six places for one session, which are free again when it leaves", async () => {
    const { file } = await recognised();
    const slow = new AbortController();
    const readers = await Promise.all(
      Array.from({ length: 6 }, () => fetch(portal.urls.publicUrl + file.href, { signal: slow.signal })),
    );
    expect(readers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await problemOf(await get(file.href))).toBe("too_many_attempts");
    expect((await get((await recognised()).file.href)).status).toBe(200);
    slow.abort();
    await expect.poll(async () => (await get(file.href)).status).toBe(200);
  });

  describe("by readers who do not read", () => {
    let slow: PortalUnderTest;
    async function beginSix(timings: { downloadWithinMs?: number; downloadGraceMs?: number }) {
      slow = await PortalUnderTest.start({ options: { downloadsDir: join(directory, "downloads"), timings } });
      await slow.recorder();
      const { key } = await slow.newSession(await slow.signIn());
      const { downloads } = KeyCheckResponse.parse(await (await slow.checkKey(key)).json());
      const href = slow.urls.publicUrl + (downloads.find(({ size }) => size === program.length) as Download).href;
      const readers = await Promise.all(Array.from({ length: 6 }, () => fetch(href)));
      expect(await problemOf(await fetch(href))).toBe("too_many_attempts");
      const read = () => Promise.all(readers.map((reader) => reader.arrayBuffer().catch(() => "cut")));
      return { key, href, read };
    }
    afterEach(() => slow.stop());

    it("ends after its time, and its place is free", async () => {
      const { href, read } = await beginSix({ downloadWithinMs: 2_000 });
      await expect.poll(async () => (await fetch(href)).status, { timeout: 8_000, interval: 200 }).toBe(200);
      expect(await read()).toEqual(Array(6).fill("cut"));
    });

    it("ends soon after its session", async () => {
      const { key, href, read } = await beginSix({ downloadGraceMs: 100 });
      const customer = await slow.customer();
      customer.say({ type: "join", version: 1, key });
      await customer.take("joined");
      customer.say({ type: "end", reason: "customer_quit" });
      await expect.poll(async () => problemOf(await fetch(href))).toBe("download_not_unlocked");
      await sleep(1_500);
      expect(await read()).toEqual(Array(6).fill("cut"));
    });
  });

  it("takes no place for those who left while the files were still being checked", async () => {
    // A manifest that comes when the test writes it.
    const folder = mkdtempSync(join(directory, "slow-"));
    const manifest = join(folder, "downloads.json");
    execFileSync("mkfifo", [manifest]);
    const { name, sha256 } = (await recognised()).file;
    copyFileSync(join(directory, "downloads", name), join(folder, name));
    const keySecret = randomBytes(32);
    const slow = await PortalUnderTest.start({ options: { downloadsDir: folder, keySecret } });
    const [slowRecorder, slowCookie] = [await slow.recorder(), await slow.signIn()];
    const { sessionId } = await slow.newSession(slowCookie);
    const href = `${slow.urls.publicUrl}/api/v1/downloads/${new TicketDesk(keySecret).issue(SessionId.parse(sessionId))}/${name}`;
    const leaving = new AbortController();
    const gone = Array.from({ length: 6 }, () => fetch(href, { signal: leaving.signal }).catch(() => "gone"));
    await sleep(300);
    leaving.abort();
    expect(await Promise.all(gone)).toEqual(Array(6).fill("gone"));
    await sleep(300);
    const entry = { name, system: "linux", arch: "x64", kind: "appimage", size: program.length, sha256, isTest: true };
    await writeFile(manifest, JSON.stringify({ files: [entry] }));
    const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(href)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    for (const { body } of answers) await body?.cancel();
    slowRecorder.cut();
    await slow.stop();
  });

  it("is not there for whoever wants it all the time", async () => {
    const { file } = await recognised();
    let refused: Response | undefined;
    for (let count = 0; count <= 30; count++) {
      refused = await get(file.href, { range: "bytes=0-0" });
      await refused.clone().arrayBuffer();
    }
    expect(await problemOf(refused as Response)).toBe("too_many_attempts");
    expect((await get((await recognised()).file.href)).status).toBe(200);
  });
});

describe("progress", () => {
  it("follows the customer from key to end", async () => {
    const { ticket, file, key } = await recognised();
    expect((await progressOf(ticket)).state).toBe("recognised");
    await (await get(file.href, { range: "bytes=0-999999" })).arrayBuffer();
    expect((await progressOf(ticket)).state).toBe("downloading");
    await (await get(file.href, { range: "bytes=1000000-" })).arrayBuffer();
    await expect.poll(async () => (await progressOf(ticket)).state).toBe("downloaded");
    const customer = await portal.customer();
    customer.say({ type: "join", version: 1, key });
    await customer.take("joined");
    expect((await progressOf(ticket)).state).toBe("joined");
    customer.cut();
  });

  it("does not call half a file a download", async () => {
    const { ticket, file } = await recognised();
    const broken = new AbortController();
    const response = await fetch(portal.urls.publicUrl + file.href, { signal: broken.signal });
    await response.body?.getReader().read();
    broken.abort();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await progressOf(ticket)).state).toBe("downloading");
  });

  it("is made by bytes of the file alone, each counted once", async () => {
    const { ticket, file } = await recognised();
    const half = { range: "bytes=0-7999999" };
    await get(file.href, { "if-none-match": `"${file.sha256}"` });
    await get(file.href, { range: "bytes=16000000-" });
    expect((await progressOf(ticket)).state).toBe("recognised");
    for (let count = 0; count < 3; count++) await (await get(file.href, half)).arrayBuffer();
    await sleep(100);
    expect((await progressOf(ticket)).state).toBe("downloading");
    await (await get(file.href, { range: "bytes=7000000-15999999" })).arrayBuffer();
    await expect.poll(async () => (await progressOf(ticket)).state).toBe("downloaded");
  });

  it("knows live sessions", async () => {
    const { sessionId } = await playUntilLive(portal, recorder);
    const ticket = (await import("./ticket-desk.ts")).TicketDesk;
    const issued = new ticket(new Uint8Array(32).fill(9)).issue(sessionId as never);
    expect((await progressOf(issued)).state).toBe("live");
  });
});

/** `fetch` tidies paths; this sends them as they are. */
function rawGet(url: string, path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path }, (response) => {
      let body = "";
      response.on("data", (data) => {
        body += String(data);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on("error", reject).end();
  });
}
