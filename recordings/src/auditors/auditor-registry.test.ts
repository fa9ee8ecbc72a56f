import { mkdtemp, readdir, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditorKey, AuditorSet } from "@ferndiagnose/sealed-recording";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeAuditorSet, makeAuditors } from "../testing/test-auditors.ts";
import { AuditorRegistry } from "./auditor-registry.ts";

let folder: string;
let keys: AuditorKey[];
let first: AuditorSet;
let submitted: number[];
let published: number[];
let failing: "submit" | "publish" | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferndiagnose-auditors-"));
  keys = await makeAuditors(5);
  first = await makeAuditorSet(keys);
  submitted = [];
  published = [];
  failing = undefined;
});
afterEach(() => rm(folder, { recursive: true }));

function open(): Promise<AuditorRegistry> {
  return AuditorRegistry.open({
    file: join(folder, "auditors.json"),
    chainDirectory: join(folder, "chain"),
    submit: async ({ version }) => {
      if (failing === "submit") throw new Error("no warden");
      submitted.push(version);
    },
    publish: async ({ version }) => {
      if (failing === "publish") throw new Error("no log");
      published.push(version);
    },
  });
}

function write(set: object): Promise<void> {
  return writeFile(join(folder, "auditors.json"), JSON.stringify(set));
}

test("a first set is given to the wardens and the log once, and known after a restart", async () => {
  await write(first);
  const registry = await open();
  expect(registry.active()).toBeUndefined();
  expect(await registry.current()).toEqual(first);
  await registry.current();
  expect([submitted, published]).toEqual([[1], [1]]);
  registry.submitAgain();
  await registry.current();
  expect([submitted.splice(0), published]).toEqual([[1, 1], [1]]);
  const again = await open();
  expect(again.active()).toEqual(first);
  expect(await again.current()).toEqual(first);
  expect([submitted, published]).toEqual([[1], [1]]);
});

test("the next version counts once the one before it signed for it; both stay known", async () => {
  await write(first);
  const registry = await open();
  await registry.current();
  const next = await makeAuditorSet(keys.slice(1), { previous: first, signers: keys.slice(0, 2) });
  await write(next);
  expect((await Promise.all([registry.current(), registry.current()]))[1]).toEqual(next);
  expect([submitted, published]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(registry.version(1)).toEqual(first);
  await write(first);
  await expect(registry.current()).rejects.toThrow("replaced");
  expect((await open()).active()).toEqual(next);
});

test("whoever only writes to the operator's file becomes no auditor", async () => {
  await write(first);
  const registry = await open();
  await registry.current();
  const others = await makeAuditors(5);
  for (const set of [
    await makeAuditorSet(others),
    await makeAuditorSet(others, { previous: first }),
    await makeAuditorSet(others, { previous: first, signers: keys.slice(0, 1) }),
    { ...first, thresholds: { complaint: 2, breakGlass: 4 } },
    { ...first, version: 3 },
    {},
  ]) {
    await write(set);
    await expect(registry.current()).rejects.toThrow();
  }
  await unlink(join(folder, "auditors.json"));
  await expect(registry.current()).rejects.toThrow("ENOENT");
  await write(first);
  expect(await registry.current()).toEqual(first);
});

test.each(["submit", "publish"] as const)("without %s a new set does not count, and is tried again", async (what) => {
  failing = what;
  await write(first);
  const registry = await open();
  await expect(registry.current()).rejects.toThrow();
  expect(registry.active()).toBeUndefined();
  expect(await readdir(join(folder, "chain"))).toEqual([]);
  failing = undefined;
  expect(await registry.current()).toEqual(first);
});

test("a chain that was tampered with stops the start", async () => {
  await write(first);
  await (await open()).current();
  await writeFile(
    join(folder, "chain", "1.json"),
    JSON.stringify(await makeAuditorSet(keys, { signers: keys.slice(1) })),
  );
  await expect(open()).rejects.toMatchObject({ code: "auditor_set_invalid" });
});
