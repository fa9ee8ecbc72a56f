import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuditorSet } from "@ferndiagnose/sealed-recording";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testRandom } from "../testing/test-ports.ts";
import { auditorKeyCommand } from "./auditor-key.ts";
import {
  changeAuditorSetCommand,
  createAuditorSetCommand,
  signAuditorSetCommand,
  verifyAuditorSetCommand,
} from "./auditor-set.ts";

let folder: string;
let lines: string[];
const print = (line: string) => void lines.push(line);
const place = (name: string) => join(folder, name);
const askPassphrase = async () => "correct horse";
const setOf = async (name: string) => AuditorSet.parse(JSON.parse(await readFile(place(name), "utf8")));

async function makeAuditor(name: string, external = false, passphrase?: string): Promise<string> {
  const files = { out: place(`${name}.key`), card: place(`${name}.card`) };
  return String(await auditorKeyCommand({ ...files, external, pseudonyms: [], passphrase, random: testRandom }, print));
}

const sign = (set: string, name: string) =>
  signAuditorSetCommand({ file: place(set), key: place(`${name}.key`), askPassphrase }, print);
const verify = (set: string, previous?: string) =>
  verifyAuditorSetCommand({ file: place(set), previous: previous && place(previous) }, print);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferndiagnose-auditor-set-"));
  lines = [];
  for (const name of ["anna", "bert", "dora"]) await makeAuditor(name);
  await makeAuditor("cleo", true, "correct horse");
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  lines = [];
});

test("a set begins with cards, and counts when all its members have signed", async () => {
  const thresholds = { complaint: 2, breakGlass: 3 };
  const cards = ["anna.card", "bert.card", "cleo.card"].map(place);
  await expect(
    createAuditorSetCommand({ out: place("no.json"), thresholds, cards: cards.slice(0, 2) }, print),
  ).rejects.toThrow("at least three auditors");
  await expect(
    createAuditorSetCommand(
      { out: place("no.json"), thresholds, cards: [...cards.slice(0, 2), place("dora.card")] },
      print,
    ),
  ).rejects.toThrow("at least one external");
  await expect(
    createAuditorSetCommand({ out: place("no.json"), thresholds, cards: [place("anna.key")] }, print),
  ).rejects.toThrow("no auditor's card");
  expect(await createAuditorSetCommand({ out: place("1.json"), thresholds, cards }, print)).toBe(0);
  await sign("1.json", "anna");
  await sign("1.json", "bert");
  expect(await verify("1.json")).toBe(1);
  expect(await sign("1.json", "cleo")).toBe(0);
  expect(await verify("1.json")).toBe(0);
  expect(lines.at(-1)).toBe("valid");
  const text = await readFile(place("1.json"), "utf8");
  const { seed } = JSON.parse(await readFile(place("anna.key"), "utf8"));
  expect(text).not.toContain(seed);
});

test("a change takes two of the set before, and nobody else", async () => {
  const { auditors } = await setOf("1.json");
  const gone = auditors[0]?.keyId ?? "";
  const change = { from: place("1.json"), add: [place("dora.card")], thresholds: {} };
  await expect(
    changeAuditorSetCommand({ ...change, out: place("x.json"), remove: ["0".repeat(32)] }, print),
  ).rejects.toThrow("is not in");
  await changeAuditorSetCommand({ ...change, out: place("2.json"), remove: [gone] }, print);
  expect(await setOf("2.json")).toMatchObject({ version: 2, auditors: { length: 3 }, signatures: [] });
  await sign("2.json", "dora");
  expect(await verify("2.json", "1.json")).toBe(1);
  await changeAuditorSetCommand({ ...change, out: place("3.json"), remove: [gone] }, print);
  await sign("3.json", "bert");
  expect(await verify("3.json", "1.json")).toBe(1);
  await sign("3.json", "cleo");
  expect(await verify("3.json", "1.json")).toBe(0);
  expect(await verify("3.json")).toBe(1);
  expect(lines.at(-1)).toContain("Name the version before with --previous");
});

test("files are never written over, and a wrong passphrase is said to be one", async () => {
  await expect(makeAuditor("anna")).rejects.toThrow("EEXIST");
  await expect(
    signAuditorSetCommand({ file: place("1.json"), key: place("cleo.key"), askPassphrase: async () => "wrong" }, print),
  ).rejects.toThrow("The passphrase does not open");
});
