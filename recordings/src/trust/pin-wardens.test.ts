import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WardenIdentity } from "@ferndiagnose/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pinWardens } from "./pin-wardens.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferndiagnose-pins-"));
  file = join(folder, "wardens.json");
});
afterEach(() => rm(folder, { recursive: true }));

function warden(digit: string, sealing = digit): WardenIdentity {
  return { version: 1, wardenId: digit.repeat(32), signingKey: digit.repeat(64), sealingKey: sealing.repeat(64) };
}

test("the wardens of the first start must be there ever after; more may join them", async () => {
  await pinWardens(file, [warden("1")]);
  await pinWardens(file, [warden("1")]);
  await pinWardens(file, [warden("2"), warden("1")]);
  expect(JSON.parse(await readFile(file, "utf8"))).toHaveLength(2);
  await expect(pinWardens(file, [warden("1")])).rejects.toThrow("2".repeat(32));
  await expect(pinWardens(file, [warden("1"), warden("3")])).rejects.toThrow("2".repeat(32));
  await expect(pinWardens(file, [warden("1"), warden("2", "4")])).rejects.toThrow("2".repeat(32));
});
