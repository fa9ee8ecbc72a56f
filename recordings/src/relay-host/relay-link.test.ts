import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SessionId } from "@ferndiagnose/protocol";
import { afterAll, afterEach, expect, test } from "vitest";
import { launchRelay, relayStdio } from "../relay/launch-relay.ts";
import { realPorts } from "../testing/test-ports.ts";
import { RelayLink, type SessionReport } from "./relay-link.ts";

const sessionId = SessionId.parse("a".repeat(20));
const folder = mkdtempSync(join(tmpdir(), "ferndiagnose-relay-link-"));
const ports = realPorts();
let link: RelayLink;
let reports: SessionReport[] = [];
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
  // They come over two ways.
  await expect.poll(() => reports.map(({ type }) => type).toSorted()).toEqual(["closed", "failed"]);
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
  writeFileSync(script, 'process.send({ type: "viewers", sessionId: 7 }); setTimeout(() => process.exit(3), 50);');
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

test("a relay that writes nonsense where batches belong is ended and started again; batches before it are kept", async () => {
  const script = join(folder, "spoilt-batches.mjs");
  const header = `${sessionId}\\0\\0\\0\\x03`;
  writeFileSync(
    script,
    `import { writeSync } from "node:fs";
     writeSync(4, "${header}abc${header}abc" + "!".repeat(100));
     setInterval(() => undefined, 1000);`,
  );
  start(() => fork(script, { serialization: "advanced", stdio: [...relayStdio] }));
  await expect.poll(() => losses, { timeout: 10_000 }).toBe(1);
  const batch = { type: "batch", sessionId, records: Buffer.from("abc") };
  expect(reports).toEqual([batch, batch]);
  expect(ports.log.messages).toContain("relay.batch_refused");
  await expect.poll(() => losses, { timeout: 10_000 }).toBe(2);
});

test("what a relay wrote before it died is read before it counts as lost", async () => {
  const script = join(folder, "dying.mjs");
  writeFileSync(
    script,
    `import { writeSync } from "node:fs";
     const records = Buffer.alloc(100_000);
     const header = Buffer.concat([Buffer.from("${sessionId}"), Buffer.from([0, 1, 0x86, 0xa0])]);
     writeSync(4, header);
     writeSync(4, records);
     process.kill(process.pid, "SIGKILL");`,
  );
  const seenAtLoss: number[] = [];
  reports = [];
  link = new RelayLink(ports, {
    launch: () => fork(script, { serialization: "advanced", stdio: [...relayStdio] }),
    onReport: (report) => reports.push(report),
    onLost: () => seenAtLoss.push(reports.length),
  });
  link.start();
  await expect.poll(() => seenAtLoss, { timeout: 10_000 }).toEqual([1]);
});
