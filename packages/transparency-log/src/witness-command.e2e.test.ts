import { mkdtemp, rm, stat } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { amount, ChildProgram, figure } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseNote, parseSignatureLine } from "./signed-note.ts";
import { MemoryLog } from "./testing/memory-log.ts";
import { testSigner } from "./testing/test-signers.ts";
import { findSignature, formatVerifierKey, parseVerifierKey } from "./verifier-key.ts";

/** The witness as an operator runs it: scripts/witness, over HTTP. */
const command = fileURLToPath(new URL("../../../scripts/witness", import.meta.url));
const signer = await testSigner("log", "log.example/test");
const texts = Array.from({ length: 2_000 }, (_, at) => `entry ${at}`);
const log = await MemoryLog.create(signer, texts);
const fork = await MemoryLog.create(signer, ["another first entry", ...texts.slice(1)]);

let folder: string;
let running: ChildProgram[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "witness-"));
  running = [];
});
afterEach(async () => {
  for (const program of running) await program.stop();
  await rm(folder, { recursive: true });
});

interface Ready {
  readonly ready: boolean;
  readonly url: string;
  readonly name: string;
  readonly vkey: string;
}

async function start(...more: string[]): Promise<{ program: ChildProgram; ready: Ready }> {
  const own = ["--data", join(folder, "data"), "--port", "0", "--json", "--name", "witness.example/e2e"];
  const args = [...own, "--log", formatVerifierKey(signer.key), ...more];
  const program = await ChildProgram.start({ command, args });
  running.push(program);
  return { program, ready: JSON.parse(await program.waitForLine(/^\{/, 60_000)) as Ready };
}

const post = (url: string, body: string) => fetch(`${url}/add-checkpoint`, { method: "POST", body });

test("cosigns over HTTP, refuses the fork after a restart too, and keeps its key", async () => {
  const first = await start();
  expect(first.ready).toMatchObject({ ready: true, name: "witness.example/e2e" });
  const answer = await post(first.ready.url, await log.request(0, 100));
  expect(answer.status).toBe(200);
  const { text } = parseNote(await log.checkpoint(100));
  const signature = parseSignatureLine((await answer.text()).trimEnd());
  const found = await findSignature({ text, signatures: [signature] }, await parseVerifierKey(first.ready.vkey));
  expect(Math.abs((found?.timeMs ?? 0) - Date.now())).toBeLessThan(60_000);
  expect((await stat(join(folder, "data", "witness-key.json"))).mode & 0o777).toBe(0o600);
  await first.program.stop();
  const { ready } = await start();
  expect(ready.vkey).toBe(first.ready.vkey);
  const forked = await post(ready.url, await fork.request(0, 100));
  expect([forked.status, await forked.text(), forked.headers.get("content-type")]).toEqual([
    409,
    "100\n",
    "text/x.tlog.size",
  ]);
  expect((await post(ready.url, await fork.request(100, 120))).status).toBe(422);
  expect((await post(ready.url, await log.request(100, 120))).status).toBe(200);
});

test("a second witness over the same memory does not start", async () => {
  await start();
  const args = ["--data", join(folder, "data"), "--port", "0", "--name", "witness.example/e2e", "--log"];
  const second = await ChildProgram.start({ command, args: [...args, formatVerifierKey(signer.key)] });
  expect(await second.exited).toBe(2);
  expect(second.output()).toContain("Another living process");
});

test("kill -9 at any moment: what it has answered binds it", async () => {
  const rounds = amount({ quick: 3, long: 60 });
  let [size, answers] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const { program, ready } = await start();
    // Its memory may be one step ahead of its answers, never behind: asked with a wrong old size it tells how far it is.
    const remembered = Number(await (await post(ready.url, await log.request(2_000, 2_000))).text());
    expect(remembered).toBeGreaterThanOrEqual(size);
    const kill = setTimeout(() => program.signal("SIGKILL"), 100 + ((round * 37) % 250));
    for (let next = remembered; next < 2_000; next++) {
      const answer = await post(ready.url, await log.request(next, next + 1)).catch(() => undefined);
      if (answer === undefined) break;
      expect(answer.status).toBe(200);
      [size, answers] = [next + 1, answers + 1];
    }
    await program.exited;
    clearTimeout(kill);
  }
  figure("witness: kill -9 between answers", `${rounds} kills, ${answers} cosignatures kept`);
});

test("other paths, methods and broken requests get an answer, and the witness goes on", async () => {
  const { ready } = await start();
  for (const [path, method, status] of [
    ["/", "GET", 404],
    ["/add-checkpoint", "GET", 405],
    [`/${"0".repeat(64)}/checkpoint`, "GET", 404],
    ["/../witness-key.json", "GET", 404],
    [`/${"0".repeat(64)}/checkpoint`, "POST", 404],
  ] as const) {
    expect((await fetch(`${ready.url}${path}`, { method })).status, path).toBe(status);
  }
  expect((await post(ready.url, "\ud800\0")).status).toBe(400);
  await post(ready.url, "x".repeat(1_000_000)).catch(() => undefined);
  const { hostname, port } = new URL(ready.url);
  const half = createConnection(Number(port), hostname);
  half.write("POST /add-checkpoint HTTP/1.1\r\ncontent-length: 100\r\n\r\nold");
  await new Promise((resolve) => half.once("connect", resolve));
  half.destroy();
  expect((await post(ready.url, await log.request(0, 5))).status).toBe(200);
});
