import { closeSync, openSync, readSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testRandom } from "../testing/warden-under-test.ts";
import { Disk } from "./disk.ts";

let root: string;
let disk: Disk;
let steps: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "warden-disk-"));
  steps = [];
  disk = new Disk(root, { random: testRandom, beforeStep: (step) => void steps.push(step) });
  await disk.makeFolder("keys");
  steps = [];
});
afterEach(() => rm(root, { recursive: true }));

test("a new file is written beside, synced, given its name, and the name synced", async () => {
  await disk.create("keys/day", Buffer.from("content"));
  expect(steps).toEqual(["open keys/day", "write keys/day", "sync keys/day", "rename keys/day", "sync folder"]);
  expect(await readFile(join(root, "keys/day"), "utf8")).toBe("content");
  expect((await stat(join(root, "keys/day"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(root, "keys"))).mode & 0o777).toBe(0o700);
  await expect(disk.create("keys/day", Buffer.from("other"))).rejects.toThrow("there already");
  expect(await readdir(join(root, "keys"))).toEqual(["day"]);
});

test("a shredded file is overwritten in its place and synced before its name goes", async () => {
  await disk.create("keys/day", Buffer.from("secret key"));
  const handle = openSync(join(root, "keys/day"), "r");
  steps = [];
  await disk.shred("keys/day");
  expect(steps).toEqual(["overwrite keys/day", "sync overwritten keys/day", "unlink keys/day", "sync folder"]);
  // Whoever has it open sees what is in its blocks now.
  const left = Buffer.alloc(20);
  const bytes = readSync(handle, left, 0, 20, 0);
  closeSync(handle);
  expect(bytes).toBe(10);
  expect(left.toString("latin1")).not.toContain("secret");
  steps = [];
  await disk.shred("keys/day");
  expect(steps).toEqual([]);
});

test("what a crash left unfinished is shredded, and never stands in the way", async () => {
  await writeFile(join(root, "keys", "a.new"), "half a key");
  await writeFile(join(root, "keys", "b"), "whole");
  await disk.sweep("keys");
  expect(await readdir(join(root, "keys"))).toEqual(["b"]);
  await writeFile(join(root, "keys", "c.new"), "half");
  await disk.create("keys/c", Buffer.from("whole"));
  expect((await readdir(join(root, "keys"))).sort()).toEqual(["b", "c"]);
});

test("a link is not followed to overwrite something else", async () => {
  await writeFile(join(root, "elsewhere"), "precious");
  await symlink(join(root, "elsewhere"), join(root, "keys", "day"));
  await expect(disk.shred("keys/day")).rejects.toThrow();
  expect(await readFile(join(root, "elsewhere"), "utf8")).toBe("precious");
});

test("a folder that holds something is not removed", async () => {
  await writeFile(join(root, "keys", "note"), "of the operator's");
  await disk.removeEmptyFolder("keys");
  expect(await readdir(join(root, "keys"))).toEqual(["note"]);
});
