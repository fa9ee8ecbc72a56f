import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { figure } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DirectoryBlobStore } from "./directory-blob-store.ts";
import { describeBlobStore } from "./testing/blob-store-contract.ts";

const newDirectory = () => mkdtempSync(join(tmpdir(), "ferndiagnose-blobs-"));

describeBlobStore("blobs in a directory", async () => {
  const directory = newDirectory();
  return {
    store: new DirectoryBlobStore(directory),
    reopen: () => new DirectoryBlobStore(directory),
    remove: async () => rmSync(directory, { recursive: true }),
  };
});

let directory: string;
beforeEach(() => {
  directory = newDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

test("nobody else can read files and folders; a directory's other files are none of the store's", async () => {
  const store = new DirectoryBlobStore(directory);
  const id = "ab".repeat(16);
  const blob = await store.create(id);
  await blob.close();
  await store.put(`${id}.torn`, new Uint8Array(3));
  for (const name of [id, `${id}.torn`]) expect(statSync(store.pathOf(name)).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, "ab")).mode & 0o777).toBe(0o700);
  for (const name of ["recordings.db", "ab/notes.txt", `ab/${id}.fdr.torn.new`])
    writeFileSync(join(directory, name), "");
  mkdirSync(join(directory, "lost+found"));
  const names: string[] = [];
  for await (const { name } of store.list()) names.push(name);
  expect(names.sort()).toEqual([id, `${id}.torn`]);
  // Half a companion goes with its recording.
  expect((await store.delete(id)).removed).toContain(`ab/${id}.fdr.torn.new`);
});

test("lists 10,000 recordings quickly", { timeout: 60_000 }, async () => {
  for (let count = 0; count < 10_000; count++) {
    const id = randomBytes(16).toString("hex");
    mkdirSync(join(directory, id.slice(0, 2)), { recursive: true });
    writeFileSync(join(directory, id.slice(0, 2), `${id}.fdr`), id);
  }
  let tookMs = Number.POSITIVE_INFINITY;
  let [count, total] = [0, 0];
  // The best of three: something else on the machine may hold up one.
  for (let round = 0; round < 3; round++) {
    const startMs = performance.now();
    [count, total] = [0, 0];
    for await (const { bytes } of new DirectoryBlobStore(directory).list()) {
      count++;
      total += bytes;
    }
    tookMs = Math.min(tookMs, performance.now() - startMs);
  }
  figure("archive: listing 10,000 files", `${Math.round(tookMs)} ms`);
  expect([count, total]).toEqual([10_000, 320_000]);
  expect(tookMs).toBeLessThan(2_000);
});
