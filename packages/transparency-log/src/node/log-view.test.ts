import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testSigner } from "../testing/test-signers.ts";
import { utf8 } from "../web-crypto.ts";
import { directoryFiles } from "./log-files.ts";
import { LogView } from "./log-view.ts";
import { TransparencyLog } from "./transparency-log.ts";

let directory: string;
const signer = await testSigner("log", "log.example/test");
const entryAt = (index: number) => utf8(`entry ${index}`);
const look = () => LogView.open(directoryFiles(directory));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "log-view-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function all(view: LogView | undefined): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for await (const bundle of view?.bundles() ?? []) entries.push(...bundle);
  return entries;
}

async function grow(log: TransparencyLog, size: number): Promise<void> {
  const from = log.head.size;
  if (size > from) await log.appendAll(Array.from({ length: size - from }, (_, at) => entryAt(from + at)));
}

test("reads what the writer has, at every edge of a bundle, beside it", async () => {
  expect(await look()).toBeUndefined();
  const log = await TransparencyLog.open({ directory, signer });
  expect(await all(await look())).toEqual([]);
  for (const size of [1, 255, 256, 257, 512, 700]) {
    await grow(log, size);
    const view = await look();
    expect(view?.head).toMatchObject({ size, root: log.head.root });
    expect(await all(view)).toEqual(Array.from({ length: size }, (_, index) => entryAt(index)));
  }
  await log.close();
});

test("sees the log of the moment at which it was opened, also when a bundle has become full since", async () => {
  const log = await TransparencyLog.open({ directory, signer });
  await grow(log, 200);
  const view = await look();
  await grow(log, 300);
  expect(await all(view)).toHaveLength(200);
  await log.close();
});

test("an entry that was altered, and a bundle that is gone, are told", async () => {
  const log = await TransparencyLog.open({ directory, signer });
  await grow(log, 300);
  await log.close();
  const path = join(directory, "tile/entries/000");
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5);
  await writeFile(path, bytes);
  await expect(look().then(all)).rejects.toMatchObject({ code: "log_damaged" });
  await writeFile(path, bytes.subarray(0, 100));
  await expect(look().then(all)).rejects.toMatchObject({ code: "log_damaged" });
  await rm(path);
  await expect(look().then(all)).rejects.toMatchObject({ code: "log_damaged" });
});
