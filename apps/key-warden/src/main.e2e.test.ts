import { randomBytes } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SecretDestroyed, SecretStored, WardenIdentity, WardenStatus } from "@ferndiagnose/protocol";
import { type AuditorSet, fromHex, sealTo } from "@ferndiagnose/sealed-recording";
import { ChildProgram, newTestAuditor, TestLog, testAuditorSet } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WardenProcess } from "./testing/warden-process.ts";
import { dayMs, newCaseId, newRecordingId, technician, testRandom } from "./testing/warden-under-test.ts";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));
let aheadMs = 0;
let log: TestLog;
let set: AuditorSet;
let warden: WardenProcess;

beforeEach(async () => {
  aheadMs = 0;
  log = await TestLog.create(() => Date.now() + aheadMs);
  set = await testAuditorSet(await Promise.all([{}, {}, { external: true }].map((facts) => newTestAuditor(facts))));
  warden = await WardenProcess.create(log, set);
  await mkdir(warden.temporary);
});
afterEach(() => warden.remove());

async function store(secret: Uint8Array, recordingId = newRecordingId()) {
  const box = await sealTo(
    fromHex(warden.identity.sealingKey),
    "shred secret",
    fromHex(recordingId),
    secret,
    testRandom,
  );
  const body = { recordingId, technician, auditorSetVersion: 1, secret: box };
  const answer = await warden.ask("PUT", `secrets/${recordingId}`, body);
  return { recordingId, answer };
}

async function prove(...[type, details]: Parameters<TestLog["note"]>) {
  const proof = await log.note(type, details);
  await warden.show();
  return proof;
}

async function destroy(recordingId: string) {
  const intent = await prove("shred_intent", {
    recordingId,
    deleteAt: Date.now() + aheadMs,
    finalHash: "0".repeat(64),
  });
  return warden.ask("DELETE", `secrets/${recordingId}`, { recordingId, intent });
}

/** Where one of these stands in a file or text: as it is, in hexadecimal, base64 or base64url. */
async function findings(needles: readonly Uint8Array[], folders: readonly string[], texts: readonly string[]) {
  const forms = needles.flatMap((needle) => {
    const bytes = Buffer.from(needle);
    const base64 = [0, 1, 2].map((skip) => bytes.subarray(skip).toString("base64").slice(0, 38));
    const url = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
    return [bytes, bytes.toString("hex"), bytes.toString("hex").toUpperCase(), ...base64, ...url];
  });
  const found = texts.filter((text) => forms.some((form) => Buffer.from(text).includes(form)));
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (forms.some((form) => path.includes(String(form)))) found.push(path);
      if (!entry.isFile()) continue;
      const content = await readFile(path);
      if (forms.some((form) => content.includes(form))) found.push(path);
    }
  }
  return found;
}

test("runs from its environment: identity, a secret stored and destroyed, SIGTERM; the same keys at the next start", async () => {
  await warden.start();
  const { identity } = warden;
  expect(WardenIdentity.parse((await warden.ask("GET", "identity", undefined, "")).body)).toEqual(identity);
  const { recordingId, answer } = await store(testRandom(32));
  SecretStored.parse(answer.body);
  SecretDestroyed.parse((await destroy(recordingId)).body);
  expect(await warden.ask("GET", "status", undefined, `${warden.token}x`)).toMatchObject({ code: "not_signed_in" });
  expect(await warden.ask("GET", "status", undefined, "")).toMatchObject({ status: 401, code: "not_signed_in" });
  expect(WardenStatus.parse((await warden.ask("GET", "status")).body).isReady).toBe(true);
  const document = (await (await fetch(`${warden.url}/api/v1/openapi.json`)).json()) as { paths: object };
  expect(Object.keys(document.paths)).toContain("/api/v1/secrets/{recordingId}");
  expect((await fetch(`${warden.url}/readyz`)).status).toBe(200);
  expect(await warden.stop()).toBe(0);
  expect(warden.output).toContain("secret.destroyed");
  expect(warden.output).toContain("test_clock.in_use");
  expect(warden.output).not.toContain(warden.token);
  await warden.start();
  expect(warden.identity).toEqual(identity);
});

test("two never use one folder; a killed one leaves it to the next", async () => {
  await warden.start();
  const first = warden.pid;
  const second = await ChildProgram.start({
    command: process.execPath,
    args: [program],
    env: {
      PATH: process.env["PATH"],
      FERNDIAGNOSE_WARDEN_DIR: warden.directory,
      FERNDIAGNOSE_WARDEN_TOKEN: warden.token,
      FERNDIAGNOSE_WARDEN_PORT: "0",
      FERNDIAGNOSE_WARDEN_LOG_ORIGIN: log.trust.origin,
      FERNDIAGNOSE_WARDEN_LOG_KEY: log.trust.logKey,
    },
  });
  expect(await second.exited).not.toBe(0);
  expect(second.output()).toContain("another running process");
  expect((await store(testRandom(32))).answer.code).toBeUndefined();
  await warden.kill();
  await warden.start();
  expect(warden.pid).not.toBe(first);
});

test("a missing setting is named, and so is a first start without auditors", async () => {
  const env = { PATH: process.env["PATH"] };
  const bare = await ChildProgram.start({ command: process.execPath, args: [program], env });
  expect(await bare.exited).toBe(2);
  expect(bare.output()).toContain("FERNDIAGNOSE_WARDEN_TOKEN");
  await expect(warden.start({ FERNDIAGNOSE_WARDEN_AUDITOR_SET: undefined })).rejects.toThrow("first auditor set");
});

test("--identity makes the keys that the warden then has", async () => {
  const env = { PATH: process.env["PATH"], FERNDIAGNOSE_WARDEN_DIR: warden.directory };
  const maker = await ChildProgram.start({ command: process.execPath, args: [program, "--identity"], env });
  const line = await maker.waitForLine(/^\{/, 60_000);
  expect(await maker.exited).toBe(0);
  await warden.start();
  expect(warden.identity).toEqual(WardenIdentity.parse(JSON.parse(line)));
});

test("ends when the program that started it is gone", async () => {
  const parent = `
    const { fork } = require("node:child_process");
    const child = fork(${JSON.stringify(program)}, [], { stdio: ["ignore", "pipe", "inherit", "ipc"], env: process.env });
    child.stdout.once("data", () => console.log("child " + child.pid));
    setInterval(() => {}, 1000);`;
  const { origin, logKey } = log.trust;
  const parentProgram = await ChildProgram.start({
    command: process.execPath,
    args: ["-e", parent],
    env: {
      PATH: process.env["PATH"],
      FERNDIAGNOSE_WARDEN_DIR: warden.directory,
      FERNDIAGNOSE_WARDEN_TOKEN: warden.token,
      FERNDIAGNOSE_WARDEN_PORT: "0",
      FERNDIAGNOSE_WARDEN_AUDITOR_SET: join(warden.folder, "auditor-set.json"),
      FERNDIAGNOSE_WARDEN_LOG_ORIGIN: origin,
      FERNDIAGNOSE_WARDEN_LOG_KEY: logKey,
    },
  });
  const pid = Number((await parentProgram.waitForLine(/^child \d+/, 60_000)).split(" ")[1]);
  parentProgram.signal("SIGKILL");
  await parentProgram.exited;
  const isAlive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isAlive, { timeout: 15_000 }).toBe(false);
});

test("after the destruction neither secret nor the keys it lay under are found in folder, log output or temporary files", async () => {
  await warden.start();
  const [one, held] = [testRandom(32), testRandom(32)];
  const first = await store(one);
  const second = await store(held);
  const day = (await readdir(join(warden.directory, "keys")))[0] ?? "";
  const keys = [await readFile(join(warden.directory, "keys", day))];
  const proof = await prove("hold", { recordingId: second.recordingId, caseId: newCaseId(), reviewAt: Date.now() });
  await warden.ask("POST", `secrets/${second.recordingId}/hold`, { recordingId: second.recordingId, hold: proof });
  aheadMs = 2 * dayMs;
  await warden.setClockAhead(aheadMs);
  expect((await destroy(first.recordingId)).code).toBeUndefined();
  // The day's key is gone, the held secret lies under its own.
  const [holdKey = ""] = await readdir(join(warden.directory, "keys"));
  expect(holdKey).toContain("hold");
  keys.push(await readFile(join(warden.directory, "keys", holdKey)));

  const folders = [warden.directory, warden.temporary];
  // The search finds what is there: the key of the hold; and what it is given in other forms.
  expect(await findings(keys, folders, [])).toEqual([join(warden.directory, "keys", holdKey)]);
  const planted = [Buffer.from(one).toString("base64"), `x${Buffer.from(held).toString("hex")}`, "nothing"];
  expect(await findings([one, held], [], planted)).toEqual(planted.slice(0, 2));

  const ended = await prove("hold_ended", { recordingId: second.recordingId });
  await warden.ask("POST", `secrets/${second.recordingId}/release-hold`, {
    recordingId: second.recordingId,
    hold: ended,
  });
  expect((await destroy(second.recordingId)).code).toBeUndefined();
  await warden.stop();
  expect(await findings([one, held, ...keys], folders, [warden.output])).toEqual([]);
  expect(await readdir(join(warden.directory, "keys"))).toEqual([]);
});

test("a stolen folder without keys holds nothing usable, even with the warden's own identity; nor does a backup of the secrets", async () => {
  await warden.start();
  const secrets = [testRandom(32), testRandom(32), testRandom(32)];
  const stored = await Promise.all(secrets.map((secret) => store(secret)));
  await warden.stop();
  const [keyName = ""] = await readdir(join(warden.directory, "keys"));
  const key = await readFile(join(warden.directory, "keys", keyName));
  await cp(join(warden.directory, "secrets"), join(warden.folder, "backup"), { recursive: true });
  await rm(join(warden.directory, "keys"), { recursive: true });
  expect(await findings([...secrets, key], [warden.directory, warden.folder], [warden.output])).toEqual([]);
  await warden.start();
  for (const [at, { recordingId }] of stored.entries()) {
    expect((await store(secrets[at] as Uint8Array, recordingId)).answer.code).toBe("secret_lost");
  }
  // Destroyed all the same: what is left of them goes.
  for (const { recordingId } of stored) expect((await destroy(recordingId)).code).toBeUndefined();
  await warden.stop();
  await cp(join(warden.folder, "backup"), join(warden.directory, "secrets"), { recursive: true });
  await writeFile(join(warden.directory, "keys", keyName), randomBytes(32));
  await warden.start();
  for (const [at, { recordingId }] of stored.entries()) {
    expect((await store(secrets[at] as Uint8Array, recordingId)).answer.code).toBe("secret_destroyed");
  }
  const [folder = ""] = (await readdir(join(warden.directory, "secrets"))).filter((name) => name !== "held");
  expect(folder === "" ? [] : await readdir(join(warden.directory, "secrets", folder))).toEqual([]);
});
