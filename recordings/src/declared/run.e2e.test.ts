import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isDeclaredFile, undeclaredField, undeclaredText } from "@ferndiagnose/data-catalogue";
import { readRtpFixture } from "@ferndiagnose/playback/fixtures";
import { SessionId } from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import { expect, test } from "vitest";
import { createRecordings } from "../recordings.ts";
import { systemPorts } from "../system-ports.ts";
import { FixtureCustomer } from "../testing/fixture-customer.ts";
import { RememberingRandom, textOf } from "../testing/open-as-auditors.ts";
import { ScriptedPortal } from "../testing/scripted-portal.ts";
import { TestSite } from "../testing/test-site.ts";

/** On loopback, and nobody's: nothing else in the run has it. */
const address = "127.99.88.77";
const sessionId = SessionId.parse("d".repeat(20));

test("one session: declared files only, declared log fields only, and no address anywhere, the recording included (promise 11)", async () => {
  const site = await TestSite.create({ wardens: 1, hasWitness: true });
  const portal = await ScriptedPortal.listen();
  const lines: string[] = [];
  const { secrets, random } = new RememberingRandom();
  const ports = { ...systemPorts({ write: (line: string) => void lines.push(line) }), random };
  const recordings = createRecordings(ports, site.options(portal.url));
  await recordings.start();
  await expect.poll(() => recordings.missing, { timeout: 30_000 }).toEqual([]);
  await portal.arm(sessionId);
  await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toContain("armed");
  const customer = await FixtureCustomer.connect(portal, sessionId, readRtpFixture("vp8"));
  const candidate = { candidate: `candidate:1 1 udp 2122260223 ${address} 9 typ host`, mid: "0" };
  portal.say({ type: "customer_candidate", sessionId, candidate });
  await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toContain("live");
  portal.sayEvent(sessionId, { type: "ended", at: Date.now(), actor: "customer", reason: "customer_off" });
  await expect.poll(() => portal.typesOf(sessionId), { timeout: 20_000 }).toContain("sealed");
  customer.close();
  await recordings.stop();

  const armed = portal.toldOf(sessionId).find((message) => message.type === "armed");
  const recordingId = armed?.type === "armed" ? armed.recordingId : "";
  const code = portal.codes.get(sessionId);
  if (!code) throw new Error("The session was never armed");
  const records = await site.records(recordingId, code, secrets);
  const descriptions = records.filter(({ kind }) => kind === RecordKind.sessionDescription).map(textOf);
  expect(descriptions.length).toBeGreaterThan(0);
  for (const description of descriptions)
    expect(JSON.stringify(description)).not.toMatch(/a=candidate|\b(?!0\.0\.0\.0)\d{1,3}(\.\d{1,3}){3}\b/);

  const paths = globSync("**/*", { cwd: site.archiveDirectory }).filter((path) =>
    statSync(join(site.archiveDirectory, path)).isFile(),
  );
  // The tables in the database's own files are compared in database.test.ts.
  const others = paths.filter((path) => !/^recordings\.db(-wal|-shm)?$/.test(path));
  const declareIt =
    "Declare the file in packages/data-catalogue/src/kinds (packages/docs/data-catalogue.md), or do not write it";
  expect(others.length).toBeGreaterThan(5);
  expect(
    others.filter((path) => !isDeclaredFile("recordings", path)),
    declareIt,
  ).toEqual([]);
  for (const path of paths)
    expect(readFileSync(join(site.archiveDirectory, path), "latin1"), path).not.toContain(address);

  expect(lines.join("")).toContain(sessionId);
  for (const line of lines) {
    expect(line).not.toContain(address);
    expect(line).not.toContain(undeclaredField);
    expect(line).not.toContain(undeclaredText);
  }
  await portal.close();
  await site.remove();
});
