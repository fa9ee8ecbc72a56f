import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RelayReport, SessionId } from "@ferndiagnose/protocol";
import { afterAll, afterEach, expect, test } from "vitest";
import { launchRelay } from "../relay/launch-relay.ts";
import { realPorts } from "../testing/test-ports.ts";
import { RelayLink } from "./relay-link.ts";

const sessionId = SessionId.parse("a".repeat(20));
const folder = mkdtempSync(join(tmpdir(), "ferndiagnose-relay-link-"));
const ports = realPorts();
let link: RelayLink;
let reports: RelayReport[] = [];
let losses = 0;

afterEach(async () => {
  await link.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(launch: () => ReturnType<typeof fork>): void {
  reports = [];
  losses = 0;
  link = new RelayLink(ports, { launch, onReport: (report) => reports.push(report), onLost: () => losses++ });
  link.start();
}

test("the real relay answers; killed, it is lost once and started again; stopped, it ends", async () => {
  start(() => launchRelay({ bindAddress: "127.0.0.1" }));
  await expect.poll(() => link.isReady, { timeout: 15_000 }).toBe(true);
  link.send({ type: "open", sessionId, elapsedUs: 0 });
  link.send({ type: "customer_offer", sessionId, sdp: "v=0" });
  link.send({ type: "close", sessionId });
  await expect.poll(() => reports.map(({ type }) => type)).toEqual(["failed", "closed"]);
  const pid = link.pid ?? 0;
  process.kill(pid, "SIGKILL");
  await expect.poll(() => losses).toBe(1);
  expect(link.isReady).toBe(false);
  await expect.poll(() => link.isReady, { timeout: 15_000 }).toBe(true);
  expect(link.pid).not.toBe(pid);
  await link.stop();
  expect(losses).toBe(1);
});

test("a relay that talks nonsense is not believed, and one that dies at once is not restarted without pause", async () => {
  const script = join(folder, "nonsense.mjs");
  writeFileSync(script, 'process.send({ type: "batch", sessionId: 7 }); setTimeout(() => process.exit(3), 50);');
  let launches = 0;
  start(() => {
    launches++;
    return fork(script, { serialization: "advanced" });
  });
  await expect.poll(() => launches, { timeout: 10_000 }).toBe(3);
  expect(reports).toEqual([]);
  expect(ports.log.messages).toContain("relay.report_refused");
  const seen = launches;
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(launches - seen).toBeLessThanOrEqual(1);
});
