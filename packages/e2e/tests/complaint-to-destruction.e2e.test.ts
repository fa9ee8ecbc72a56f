import { execFileSync } from "node:child_process";
import { cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CaseId, RecordingStatus, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import {
  bytesSource,
  fromHex,
  openLock,
  parseHeader,
  readAuditorKeyFile,
  readRecords,
  type SealingKey,
  toHex,
  unsealShare,
} from "@ferndiagnose/sealed-recording";
import {
  filesHolding,
  holds,
  launchChromium,
  startVirtualDisplay,
  TargetWindow,
  type VirtualDisplay,
} from "@ferndiagnose/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { approvedCase, exportCase, recordingsCommandWith } from "../src/auditor.ts";
import type { KeptReceipt } from "../src/customer.ts";
import { askDesk, DeskAuditor, random } from "../src/desk-auditor.ts";
import { factorsOf, openRecording, openWith } from "../src/open-recording.ts";
import { playSession } from "../src/play-session.ts";
import { readWithSecondReader } from "../src/second-reader.ts";
import { Server } from "../src/server.ts";

const dayMs = 24 * 3_600_000;

let server: Server;
let display: VirtualDisplay;
let target: TargetWindow;
let folder: string;
let env: NodeJS.ProcessEnv;
let keys: string[];
let receipt: KeptReceipt;
let receiptFile: string;
let aheadMs = 0;
/** The server's files as a backup has them from before the destruction. */
let backup: string;
let secrets: Record<string, Uint8Array>;

const now = () => Date.now() + aheadMs;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-complaint-"));
  backup = path.join(folder, "backup");
  receiptFile = path.join(folder, "receipt.json");
  const tmp = path.join(folder, "tmp");
  await mkdir(tmp);
  server = await Server.start({ testClock: true, wardens: 2, env: { TMPDIR: tmp } });
  env = { ...process.env, ...server.clockEnvironment };
  keys = server.summary.auditors.map(({ keyFile }) => keyFile);
  display = await startVirtualDisplay();
  target = await TargetWindow.open(display, { moving: true });
});
afterAll(async () => {
  await target?.stop();
  await display?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function status(): Promise<RecordingStatus> {
  const response = await fetch(`${server.summary.portal}/api/v1/receipts/${receipt.number}`);
  return RecordingStatus.parse(await response.json());
}

async function recordingFiles(archive = server.archives[0] ?? ""): Promise<string[]> {
  const files: string[] = [];
  for await (const name of glob("*/*.fdr", { cwd: archive })) files.push(path.join(archive, name));
  return files;
}

/** What the wardens' secrets of today are encrypted with. */
async function keysOfTheDay(): Promise<Uint8Array[]> {
  const keys: Uint8Array[] = [];
  for (const { dir } of server.summary.wardens) {
    for await (const name of glob("keys/*", { cwd: dir })) keys.push(await readFile(path.join(dir, name)));
  }
  return keys;
}

/** The database and the sealed files alone: what a nightly backup holds. */
function isInBackup(source: string): boolean {
  return !/\/(log|certificates|auditor-sets)(\/|$)|recorder\.pid$|\.lock$/.test(source);
}

test("a session is recorded, and its receipt kept", async () => {
  const { customer, technician, stop } = await playSession(server, display, "view");
  try {
    await technician.page.waitForTimeout(4_000);
    await customer.pressOff();
    await customer.endText();
    receipt = await customer.receipt();
    expect(receipt.state).toBe("valid");
    await writeFile(receiptFile, JSON.stringify(receipt.file));
  } finally {
    await stop();
  }
  await server.recordings(1);
  await expect.poll(async () => (await status()).state, { timeout: 5_000 }).toBe("locked");
  await cp(server.archives[0] ?? "", backup, { recursive: true, filter: isInBackup });
});

test("promise 7: complaint with the receipt's code, two auditors, playback, closed, hold ended", async () => {
  const { desk } = server.summary;
  const review = await approvedCase(server, receipt, keys.slice(0, 2), { folder, now });
  await expect.poll(async () => (await status()).state, { timeout: 5_000 }).toBe("held");
  const out = path.join(folder, "session.mp4");
  const exported = await exportCase(desk, review, out, env);
  expect(exported.code, exported.output).toBe(0);
  const args = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", out];
  expect(Number(execFileSync("ffprobe", args, { encoding: "utf8" }))).toBeGreaterThan(3);
  expect(await status()).toMatchObject({ state: "opened", openings: [{ kind: "complaint" }] });

  // What was released, for the search afterwards.
  const auditor = await DeskAuditor.signIn(desk, review.key, now);
  const opening = await auditor.release(CaseId.parse(review.caseId));
  const { publicKey, privateKey } = JSON.parse(await readFile(review.viewer, "utf8"));
  const viewer: SealingKey = { publicKey: fromHex(publicKey), privateKey: fromHex(privateKey) };
  const { header } = await parseHeader(await auditor.bytes(`cases/${review.caseId}/header`));
  const root = await openWith(header, opening, viewer, auditor);
  secrets = { "shred secret": (await factorsOf(opening, viewer, auditor)).shredSecret, "root key": root };

  const bytes = await auditor.bytes(`cases/${review.caseId}/file`);
  const second = await readWithSecondReader(folder, bytes, opening, viewer, auditor);
  expect(second.verdict).toMatch(/^complete \d+$/);
  const records: string[] = [];
  for await (const { timeUs, kind, payload } of readRecords(bytesSource(bytes), root.slice())) {
    records.push(`${timeUs} ${kind} ${toHex(payload)}`);
  }
  expect(records.length).toBeGreaterThan(100);
  expect(second.records).toEqual(records);

  await auditor.close(CaseId.parse(review.caseId));
  await auditor.endHold(header.recordingId, await DeskAuditor.signIn(desk, keys[1] ?? "", now));
  await expect.poll(async () => (await status()).state, { timeout: 5_000 }).toBe("locked");
  const late = await exportCase(desk, review, path.join(folder, "late.mp4"), env);
  expect(late).toMatchObject({ code: 1, output: expect.stringContaining("closed") });
});

test("promise 8: day 89: destroyed, with a certificate that verifies; nothing of the keys is left; the customer reads it", async () => {
  expect((await status()).deleteAt).toBe(receipt.file?.receipt.receipt.deleteAt);
  const epochKeys = await keysOfTheDay();
  expect(epochKeys).toHaveLength(2);
  // The search finds what is there.
  for (const key of epochKeys) expect(filesHolding(server.dataDir, key)).toHaveLength(1);
  aheadMs = 88 * dayMs;
  await server.moveClock(aheadMs);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect((await status()).state, "a day too early").toBe("locked");
  expect(await recordingFiles()).toHaveLength(1);
  aheadMs = 89 * dayMs + 60_000;
  await server.moveClock(aheadMs);
  await expect.poll(async () => (await status()).state, { timeout: 60_000, interval: 500 }).toBe("destroyed");
  expect(await recordingFiles()).toEqual([]);
  const { destroyedAt = 0, deleteAt = 0 } = await status();
  expect(destroyedAt).toBeLessThanOrEqual(deleteAt);

  const answer = await askDesk(server.summary.desk, `recordings/${receipt.number}/certificate`);
  const { certificate } = SignedDeletionCertificate.parse(answer);
  expect(certificate.wardens).toMatchObject([{ method: "overwritten" }, { method: "overwritten" }]);
  const file = path.join(folder, "certificate.json");
  await writeFile(file, JSON.stringify(answer));
  const trust = path.join(server.archives[0] ?? "", "certificates", "trust.json");
  const checked = await recordingsCommandWith(env, "verify-certificate", file, "--trust", trust);
  expect(checked.code, checked.output).toBe(0);
  expect(checked.output).toContain("the certificate holds");
  expect(checked.output).toContain(server.summary.witness.name);
  await writeFile(file, JSON.stringify(answer).replace(/"destroyedAt":(\d)/, '"destroyedAt":9$1'));
  expect((await recordingsCommandWith(env, "verify-certificate", file, "--trust", trust)).code).toBe(1);

  const wanted = [...Object.entries(secrets), ...epochKeys.map((key) => ["epoch key", key] as const)];
  for (const [name, secret] of wanted) {
    expect(filesHolding(server.dataDir, secret), name).toEqual([]);
    expect(filesHolding(path.join(folder, "tmp"), secret), name).toEqual([]);
    expect(holds(Buffer.from(server.program.output()), secret), name).toBe(false);
  }

  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ locale: "de-DE" });
    await page.goto(`${server.summary.portal}/receipt#${receipt.number}.${receipt.complaintCode}`);
    await page.locator('[data-status="destroyed"]').waitFor();
    const day = new Intl.DateTimeFormat("de-DE", { dateStyle: "long" }).format(destroyedAt);
    expect((await page.locator("main").innerText()).replaceAll("\u00a0", " ")).toContain(day);
  } finally {
    await browser.close();
  }
});

test("promise 8: afterwards nobody opens it: not at the desk, not from a copy with every key but the destroyed one", async () => {
  const args = ["complain", "--desk", server.summary.desk, "--receipt", receiptFile];
  const complaint = await recordingsCommandWith(env, ...args);
  expect(complaint).toMatchObject({ code: 1, output: expect.stringContaining("destroyed") });
  const [copy = ""] = await recordingFiles(backup);
  const { header } = await parseHeader(new Uint8Array(await readFile(copy)));
  const auditors = await Promise.all(keys.map(async (key) => readAuditorKeyFile(await readFile(key, "utf8"))));
  const shares = await Promise.all(auditors.map((key) => unsealShare(header, key, "complaint")));
  const { complaintCode } = receipt;
  await expect(
    openLock(header, { lock: "complaint", shares, shredSecret: random(32), complaintCode }),
  ).rejects.toMatchObject({ code: "secret_wrong" });
});

test("promise 8: a backup of files and database restored: destroyed again at the start, before anything is served", async () => {
  await server.halt();
  await cp(backup, server.archives[0] ?? "", { recursive: true, force: true });
  expect(await recordingFiles()).toHaveLength(1);
  server = await Server.start({ testClock: true, wardens: 2, dataDir: server.dataDir });
  expect(await recordingFiles()).toEqual([]);
  await expect.poll(async () => (await status()).state, { timeout: 10_000 }).toBe("destroyed");
  await expect(openRecording(server, receipt, now)).rejects.toMatchObject({ code: "recording_gone" });
  const answer = await askDesk(server.summary.desk, `recordings/${receipt.number}/certificate`);
  expect(SignedDeletionCertificate.parse(answer).certificate.sessionId).toBe(receipt.number);
});
