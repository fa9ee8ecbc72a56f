import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toHex } from "./bytes.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { canonicalJson, leafCommitment } from "./leaf-commitment.ts";
import { directoryFiles } from "./node/log-files.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { TransparencyLog } from "./node/transparency-log.ts";
import { Witness } from "./node/witness/witness.ts";
import { WitnessClient } from "./node/witness/witness-client.ts";
import { startWitnessServer, type WitnessServer } from "./node/witness/witness-server.ts";
import { WitnessStore } from "./node/witness/witness-store.ts";
import { cosign } from "./note-signer.ts";
import { formatNote, parseNote } from "./signed-note.ts";
import { testSigner } from "./testing/test-signers.ts";
import { formatVerifierKey } from "./verifier-key.ts";
import { verifyConsistency } from "./verify-consistency.ts";
import { utf8 } from "./web-crypto.ts";

/** Holds this package against vectors/tlog.py. Needs Python with `cryptography` (Debian: python3-cryptography). */
const vectors = fileURLToPath(new URL("../vectors/", import.meta.url));
const signer = await testSigner("log", "log.example/second");
const witnessSigner = await testSigner("witness", "witness.example/second");
const [logKey, witnessKey] = [formatVerifierKey(signer.key), formatVerifierKey(witnessSigner.key)];
const size = 66_000;

let folder: string;
let directory: string;
let log: TransparencyLog;
let witness: WitnessServer;
let client: WitnessClient;
const salt = new Uint8Array(32).fill(7);
const details = { recordingId: "00".repeat(16), note: 'Käse "€" \\' };

async function python(script: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const run = await promisify(execFile)("python3", [join(vectors, script), ...args], { env });
  return run.stdout.trim();
}

async function publishCosigned(): Promise<void> {
  const { signature } = await client.cosign(log.head, AbortSignal.timeout(5_000));
  const { text, signatures } = parseNote(log.head.checkpoint);
  await log.publish(formatNote({ text, signatures: [...signatures, signature] }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "second-reader-"));
  directory = join(folder, "log");
  const store = new WitnessStore(directoryFiles(folder));
  witness = await startWitnessServer({
    witness: new Witness({ signer: witnessSigner, logs: [signer.key], store, now: Date.now }),
    host: "127.0.0.1",
    port: 0,
    onFault: (error) => console.error(error),
  });
  log = await TransparencyLog.open({ directory, signer, publishHeads: false });
  client = new WitnessClient({ url: witness.url, key: witnessSigner.key }, log, signer.key);
  const commitment = toHex(await leafCommitment(salt, details));
  await log.append(canonicalJson({ version: 1, type: "anchor", at: 5, commitment }));
  await log.append(utf8("second"));
  await publishCosigned();
  await cp(join(directory, "checkpoint"), join(folder, "older"));
  while (log.head.size < size) {
    const count = Math.min(3_001, size - log.head.size);
    await log.appendAll(Array.from({ length: count }, (_, at) => utf8(`entry ${log.head.size + at}`)));
  }
  await publishCosigned();
});

afterAll(async () => {
  await log.close();
  await witness.close();
  await rm(folder, { recursive: true });
});

test("the vectors are what the script makes", async () => {
  await python("make_vectors.py", folder);
  const made = async (place: string) => JSON.parse(await readFile(join(place, "log.json"), "utf8"));
  expect(await made(folder)).toEqual(await made(vectors));
});

test("the second reader reads the directory: entries, tiles of three levels, signature, cosignature, older checkpoint", async () => {
  const trust = [logKey, "--witness", witnessKey, "--quorum", "1"];
  const since = ["--since", join(folder, "older")];
  const line = `${size} ${toHex(log.head.root)} witness.example/second`;
  expect(await python("tlog.py", "log", directory, ...trust, ...since)).toBe(line);
});

test("both make the same proofs", async () => {
  const asked = [
    [0, 2, size],
    [65_999, 65_536, size],
    [40_000, 65_535, 65_537],
    [256, 257, 1_000],
    [511, 512, 513],
    [12_345, 0, 12_346],
  ] as const;
  const made = await python("tlog.py", "paths", directory, logKey, ...asked.flat().map(String));
  const ours = asked.map(async ([index, old, next]) => ({
    inclusion: (await log.inclusionProof(index, next)).map(toHex),
    consistency: (await log.consistencyProof(old, next)).map(toHex),
  }));
  expect(made.split("\n").map((line) => JSON.parse(line))).toEqual(await Promise.all(ours));
});

test("the second reader checks a proof of a leaf, and refuses it with other details", async () => {
  const leaf = JSON.parse(new TextDecoder().decode(await log.entry(0)));
  const inclusion = (await log.inclusionProof(0, size)).map(toHex);
  const checkpoint = log.published ?? "";
  const proof = { leaf, salt: toHex(salt), details, index: 0, inclusion, checkpoint };
  const path = join(folder, "proof.json");
  const check = async (content: object) => {
    await writeFile(path, JSON.stringify(content));
    return python("tlog.py", "proof", path, logKey, "--witness", witnessKey, "--quorum", "1");
  };
  expect(await check(proof)).toBe(`0 ${size} ${toHex(log.head.root)} witness.example/second`);
  await expect(check({ ...proof, details: { ...details, note: "" } })).rejects.toThrow("commits to something else");
  await expect(check({ ...proof, index: 1 })).rejects.toThrow();
  await expect(check({ ...proof, checkpoint: log.head.checkpoint })).rejects.toThrow("too few witnesses");
});

test("a rewritten log, signed anew with the log's own key, is refused by the witness, by an older checkpoint and by the second reader", async () => {
  const place = join(folder, "rewritten");
  const rewritten = await TransparencyLog.open({ directory: place, signer });
  await rewritten.append(utf8("the first entry is another one"));
  for (let at = 1; at < 300; at++) await rewritten.append(utf8(at === 1 ? "second" : `entry ${at}`));
  const forked = new WitnessClient({ url: witness.url, key: witnessSigner.key }, rewritten, signer.key);
  await expect(forked.cosign(rewritten.head, AbortSignal.timeout(5_000))).rejects.toMatchObject({ code: "log_forked" });
  const older = parseCheckpoint(parseNote(await readFile(join(folder, "older"), "utf8")).text);
  const proof = await rewritten.consistencyProof(older.size, rewritten.head.size);
  const continued = verifyConsistency({ old: older, next: rewritten.head, proof }, nodeChecks.sha256);
  await expect(continued).rejects.toMatchObject({ code: "consistency_invalid" });
  await rewritten.close();
  await python("tlog.py", "log", place, logKey);
  await expect(python("tlog.py", "log", place, logKey, "--since", join(folder, "older"))).rejects.toThrow("forked");
  await expect(python("tlog.py", "log", place, logKey, "--witness", witnessKey, "--quorum", "1")).rejects.toThrow(
    "too few",
  );
});

test("the second reader notices an altered or missing file, and a forged cosignature", async () => {
  const place = join(folder, "small");
  const small = await TransparencyLog.open({ directory: place, signer, publishHeads: false });
  await small.appendAll(Array.from({ length: 700 }, (_, at) => utf8(`entry ${at}`)));
  const { text, signatures } = parseNote(small.head.checkpoint);
  await small.publish(formatNote({ text, signatures: [...signatures, await cosign(text, Date.now(), witnessSigner)] }));
  await small.close();
  const read = () => python("tlog.py", "log", place, logKey, "--witness", witnessKey, "--quorum", "1");
  await read();
  for (const [path, reason] of [
    ["tile/entries/000", "do not make the root"],
    ["tile/0/001", "is not what the entries make"],
    ["tile/1/000.p/2", "is not what the entries make"],
    ["checkpoint", "a signature does not fit"],
  ] as const) {
    const good = await readFile(join(place, path));
    const bad = Buffer.from(good);
    const at = path === "checkpoint" ? bad.length - 20 : 30;
    bad[at] = bad[at] === 65 ? 66 : 65;
    await writeFile(join(place, path), bad);
    await expect(read(), path).rejects.toThrow(reason);
    await writeFile(join(place, path), good);
  }
  await rm(join(place, "tile/0/000"));
  await expect(read()).rejects.toThrow("missing");
});
