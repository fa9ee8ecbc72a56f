import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditorKey } from "./auditor-key.ts";
import { resealShare, unsealShare } from "./auditor-share.ts";
import { concatBytes } from "./bytes.ts";
import { decodeRecords } from "./decode-records.ts";
import { toHex } from "./hex.ts";
import type { LockName } from "./lock-schemas.ts";
import { recoverRecording } from "./recover-recording.ts";
import { generateSealingKey } from "./sealed-box.ts";
import { bytesSource } from "./source.ts";
import { makeSample, sampleBatch } from "./testing/sample-recording.ts";
import { systemRandom, utf8 } from "./web-crypto.ts";

/** Holds this package against vectors/fdr1.py. Needs Python with `cryptography` (Debian: python3-cryptography). */
const vectors = fileURLToPath(new URL("../vectors/", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fdr1-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function python(script: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const run = await promisify(execFile)("python3", [join(vectors, script), ...args], { env });
  return run.stdout.trim();
}

async function stored(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

test("the vectors are what the script makes", async () => {
  await python("make_vectors.py", folder);
  for (const name of ["recording.json", "keys.json", "statements.json"]) {
    const [made, kept] = await Promise.all([folder, vectors].map((place) => readFile(join(place, name), "utf8")));
    expect(JSON.parse(made ?? "")).toEqual(JSON.parse(kept ?? ""));
  }
});

test("the second reader opens a recording of over two eras that this package wrote, through both locks", async () => {
  const batches = Array.from({ length: 130 }, (_, at) => sampleBatch([at * 500_000], Uint8Array.of(at)));
  const { file: bytes, auditors, complaintCode, shredSecret, header } = await makeSample(batches);
  const file = await stored("complete.fdr", bytes);
  const secret = toHex(shredSecret);
  expect(await python("fdr1.py", "verify", file)).toBe("complete 132");
  const lines = batches
    .flatMap((batch) => [...decodeRecords(batch)])
    .map((record) => `${record.timeUs} ${record.kind} ${toHex(record.payload)}`);

  const shareFile = async (lock: LockName, at: number) => {
    const share = await python("fdr1.py", "share", file, lock, toHex(auditors.keys[at]?.seed ?? new Uint8Array(0)));
    return stored(`${lock}-${at}.json`, utf8(share));
  };
  const [first, third] = [await shareFile("complaint", 0), await shareFile("complaint", 2)];
  const byComplaint = await python("fdr1.py", "open", file, "complaint", secret, complaintCode, third, first);
  expect(byComplaint.split("\n")).toEqual(lines);

  const viewer = await generateSealingKey(systemRandom);
  const share = await unsealShare(header, auditors.keys[3] as AuditorKey, "break-glass");
  const resealed = await resealShare(share, viewer.publicKey, "k7aq2mzx4tbvnc3h", systemRandom);
  const sealedFile = await stored("sealed.json", utf8(JSON.stringify(resealed)));
  const received = ["viewer-share", file, "k7aq2mzx4tbvnc3h", toHex(viewer.privateKey), sealedFile];
  const external = await stored("break-glass-3.json", utf8(await python("fdr1.py", ...received)));
  const internal = [await shareFile("break-glass", 0), await shareFile("break-glass", 1)];
  const byBreakGlass = await python("fdr1.py", "open", file, "break-glass", secret, ...internal, external);
  expect(byBreakGlass.split("\n")).toEqual(lines);

  const refused = (...args: string[]) => expect(python("fdr1.py", "open", file, ...args)).rejects;
  await refused("complaint", secret, complaintCode, first).toThrow("shares_too_few");
  await refused("complaint", "00".repeat(32), complaintCode, first, third).toThrow("secret_wrong");
  await refused("complaint", secret, complaintCode.toLowerCase(), first, third).toThrow("code_wrong");
  await refused("break-glass", secret, ...internal, await shareFile("break-glass", 2)).toThrow("external_missing");
});

test("both agree on interrupted, recovered and damaged files", async () => {
  const { interrupted, recoveryKey } = await makeSample();
  expect(await python("fdr1.py", "verify", await stored("interrupted.fdr", interrupted))).toBe("truncated 2");
  const plan = await recoverRecording(bytesSource(interrupted), recoveryKey);
  if (plan.outcome !== "recoverable") throw new Error(plan.outcome);
  const recovered = await stored("recovered.fdr", concatBytes(interrupted, plan.frame));
  expect(await python("fdr1.py", "verify", recovered)).toBe("recovered 3");
  const damaged = interrupted.slice();
  damaged[damaged.length - 70] = (damaged.at(-70) ?? 0) ^ 1;
  await expect(python("fdr1.py", "verify", await stored("damaged.fdr", damaged))).rejects.toThrow("InvalidSignature");
});
