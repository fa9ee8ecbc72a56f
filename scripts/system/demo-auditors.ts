import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generateAuditorKey, toHex, writeAuditorKeyFile } from "@ferndiagnose/sealed-recording";

export interface DemoAuditor {
  readonly name: string;
  readonly keyFile: string;
}

const count = 3;
const threshold = 2;

/**
 * Three auditors for trying things out, two of whom open a recording together. Their keys lie on this machine, which is
 * exactly what real auditors must not do. Keeps what an earlier start made; touches no other auditor set.
 */
export async function makeDemoAuditors(folder: string, auditorSetFile: string): Promise<DemoAuditor[]> {
  const auditors = Array.from({ length: count }, (_, index) => ({
    name: `auditor-${index + 1}`,
    keyFile: path.join(folder, `auditor-${index + 1}.key.json`),
  }));
  const isMade = auditors.every(({ keyFile }) => existsSync(keyFile));
  if (existsSync(auditorSetFile)) return isMade ? auditors : [];

  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const members: { keyId: string; publicKey: string }[] = [];
  for (const { keyFile } of auditors) {
    const key = await generateAuditorKey((length) => new Uint8Array(randomBytes(length)));
    writeFileSync(keyFile, await writeAuditorKeyFile(key), { mode: 0o600 });
    members.push({ keyId: key.keyId, publicKey: toHex(key.publicKey) });
  }
  const set = { format: "ferndiagnose-auditor-set", version: 1, threshold, auditors: members };
  writeFileSync(auditorSetFile, `${JSON.stringify(set, null, 2)}\n`, { mode: 0o600 });
  return auditors;
}
