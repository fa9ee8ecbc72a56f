import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type AuditorKey,
  type AuditorSet,
  generateAuditorKey,
  signAuditorSet,
  toHex,
  writeAuditorKeyFile,
} from "@ferndiagnose/sealed-recording";

export interface DemoAuditor {
  readonly name: string;
  readonly keyFile: string;
  /** Not employed by the operator: no break-glass opening goes without one. */
  readonly external: boolean;
}

const people = [
  { name: "auditor-1", external: false },
  { name: "auditor-2", external: false },
  { name: "auditor-3", external: false },
  { name: "auditor-4", external: false },
  { name: "auditor-external-1", external: true },
];

/**
 * Five auditors for trying things out, one of them external: two open a recording together with a complaint code, three of whom one is
 * external without it. Their keys lie on this machine, which is exactly what real auditors must not do. Keeps what an earlier start made;
 * touches no other auditor set.
 */
export async function makeDemoAuditors(folder: string, auditorSetFile: string): Promise<DemoAuditor[]> {
  const auditors = people.map((person) => ({ ...person, keyFile: path.join(folder, `${person.name}.key.json`) }));
  const isMade = auditors.every(({ keyFile }) => existsSync(keyFile));
  if (existsSync(auditorSetFile)) return isMade ? auditors : [];

  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys = await Promise.all(auditors.map(() => generateAuditorKey(random)));
  for (const [index, { keyFile }] of auditors.entries()) {
    writeFileSync(keyFile, await writeAuditorKeyFile(keys[index] as AuditorKey), { mode: 0o600 });
  }
  const set = await firstSet(keys);
  writeFileSync(auditorSetFile, `${JSON.stringify(set, null, 2)}\n`, { mode: 0o600 });
  return auditors;
}

async function firstSet(keys: readonly AuditorKey[]): Promise<AuditorSet> {
  const set: AuditorSet = {
    format: "ferndiagnose-auditor-set",
    version: 1,
    previous: null,
    thresholds: { complaint: 2, breakGlass: 3 },
    auditors: keys.map((key, index) => ({
      keyId: key.keyId,
      publicKey: toHex(key.publicKey),
      signingKey: toHex(key.signingKey),
      person: drawPerson(),
      external: people[index]?.external ?? false,
      technicianPseudonyms: [],
    })),
    signatures: [],
  };
  return { ...set, signatures: await Promise.all(keys.map((key) => signAuditorSet(set, key))) };
}

/** Eight letters of base 32. */
function drawPerson(): string {
  return Array.from(random(8), (byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte & 31]).join("");
}

function random(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}
