import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { concatBytes } from "./bytes.ts";
import { decodeRecords } from "./decode-records.ts";
import { toHex } from "./hex.ts";
import { recoverRecording } from "./recover-recording.ts";
import { bytesSource } from "./source.ts";
import { makeSample, sampleBatch } from "./testing/sample-recording.ts";

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
  for (const name of ["recording.json", "keys.json"]) {
    expect(await readFile(join(folder, name), "utf8")).toBe(await readFile(join(vectors, name), "utf8"));
  }
});

test("the second reader opens a recording of over two eras that this package wrote", async () => {
  const batches = Array.from({ length: 130 }, (_, at) => sampleBatch([at * 500_000], Uint8Array.of(at)));
  const sample = await makeSample(batches);
  const file = await stored("complete.fdr", sample.file);
  const keys = [sample.auditors[0], sample.auditors[2]].map((key) => toHex(key?.seed ?? new Uint8Array(0)));
  expect(await python("fdr1.py", "verify", file)).toBe("complete 132");
  const lines = batches
    .flatMap((batch) => [...decodeRecords(batch)])
    .map((record) => `${record.timeUs} ${record.kind} ${toHex(record.payload)}`);
  expect((await python("fdr1.py", "open", file, ...keys)).split("\n")).toEqual(lines);
  await expect(python("fdr1.py", "open", file, ...keys.slice(1))).rejects.toThrow("too few shares");
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
