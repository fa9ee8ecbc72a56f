import { SessionId } from "@ferndiagnose/protocol";
import { ChildProgram, freePort } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ScriptedPortal } from "./testing/scripted-portal.ts";
import { mainProgram, startServerProgram } from "./testing/server-program.ts";
import { portalToken, TestSite } from "./testing/test-site.ts";

const sessionId = SessionId.parse("a".repeat(20));
let site: TestSite;
let portal: ScriptedPortal;
let server: ChildProgram | undefined;

beforeEach(async () => {
  site = await TestSite.create();
  portal = await ScriptedPortal.listen();
});
afterEach(async () => {
  await server?.stop();
  await portal.close();
  await site.remove();
});

function operations(port: number, path: string): Promise<{ status: number; text: string }> {
  return fetch(`http://127.0.0.1:${port}${path}`).then(
    async (response) => ({ status: response.status, text: await response.text() }),
    () => ({ status: 0, text: "" }),
  );
}

test("alone: ready once portal and relay are there; kill -9 in mid-session is recovered at the next start; SIGTERM ends in order", async () => {
  const port = await freePort();
  server = await startServerProgram(site, portal.url, port);
  await expect.poll(async () => (await operations(port, "/readyz")).status, { timeout: 60_000 }).toBe(200);
  expect((await operations(port, "/healthz")).status).toBe(200);
  await portal.arm(sessionId);
  await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toEqual(["armed"]);
  await expect
    .poll(() => portal.messages.some((message) => message.type === "heartbeat" && message.heartbeat.frameSeq > 0), {
      timeout: 10_000,
    })
    .toBe(true);
  expect((await operations(port, "/metrics")).text).toContain("ferndiagnose_recordings_sessions 1");
  server.signal("SIGKILL");
  await server.exited;

  server = await startServerProgram(site, portal.url, port);
  await expect
    .poll(() => portal.toldOf(sessionId).at(-1), { timeout: 60_000 })
    .toEqual({
      type: "sealed",
      sessionId,
      outcome: "recovered",
    });
  const hellos = portal.messages.flatMap((message) => (message.type === "hello" ? [message] : []));
  expect(new Set(hellos.map(({ instanceId }) => instanceId)).size).toBe(2);
  const secrets = [...new Set(hellos.map(({ serverSecret }) => serverSecret))];
  expect(secrets).toHaveLength(1);
  await expect.poll(async () => (await operations(port, "/readyz")).status, { timeout: 60_000 }).toBe(200);
  server.signal("SIGTERM");
  expect(await server.exited).toBe(0);
  expect(server.output()).toContain("recordings.stopped");
  expect(server.output()).not.toContain(portalToken);
  expect(server.output()).not.toContain(secrets[0]);
  for (const { address } of site.wardens) expect(server.output()).not.toContain(address.token);
});

test("a clock that a test moves has to be wanted twice", async () => {
  const env = { ...site.environment(portal.url), FERNDIAGNOSE_TEST_CLOCK_FILE: "clock" };
  server = await ChildProgram.start({ command: process.execPath, args: [mainProgram], env });
  expect(await server.exited).toBe(2);
  expect(server.output()).toContain("--test-clock");
});

test("a missing setting is named", async () => {
  server = await ChildProgram.start({
    command: process.execPath,
    args: [mainProgram],
    env: { PATH: process.env["PATH"] },
  });
  expect(await server.exited).toBe(2);
  expect(server.output()).toContain("FERNDIAGNOSE_PORTAL_URL");
});
