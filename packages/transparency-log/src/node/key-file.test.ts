import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formatVerifierKey } from "../verifier-key.ts";
import { loadSigner } from "./key-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "key-file-"));
});
afterEach(() => rm(folder, { recursive: true }));

const random = (length: number) => new Uint8Array(randomBytes(length));
const load = (name = "log.example") => loadSigner({ path: join(folder, "key.json"), kind: "log", name, random });

test("drawn once, and by one of many who ask at the same moment; readable by nobody else", async () => {
  const signers = await Promise.all(Array.from({ length: 10 }, () => load()));
  const keys = new Set(signers.map(({ key }) => formatVerifierKey(key)));
  expect(keys.size).toBe(1);
  expect(formatVerifierKey((await load()).key)).toBe([...keys][0]);
  expect((await stat(join(folder, "key.json"))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["key.json"]);
});

test("never takes another name, and never replaces what it cannot read", async () => {
  await load();
  await expect(load("other.example")).rejects.toMatchObject({ code: "key_malformed" });
  await writeFile(join(folder, "key.json"), "{");
  await expect(load()).rejects.toMatchObject({ code: "key_malformed" });
});
