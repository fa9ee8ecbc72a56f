import {
  type AuditorKey,
  type AuditorSet,
  auditorSetHash,
  generateAuditorKey,
  signAuditorSet,
  toHex,
} from "@ferndiagnose/sealed-recording";
import { testRandom } from "./test-ports.ts";

const persons = "abcdefghijklmnopqrstuvwxyz";

/** Auditors with their keys; the last one is external. */
export async function makeAuditors(count: number): Promise<AuditorKey[]> {
  return Promise.all(Array.from({ length: count }, () => generateAuditorKey(testRandom)));
}

/** A set of these people, the last of them external, signed by `signers`: all of them unless it follows another set. */
export async function makeAuditorSet(
  keys: readonly AuditorKey[],
  { previous, signers = keys }: { previous?: AuditorSet; signers?: readonly AuditorKey[] } = {},
): Promise<AuditorSet> {
  const set: AuditorSet = {
    format: "ferndiagnose-auditor-set",
    version: (previous?.version ?? 0) + 1,
    previous: previous ? await auditorSetHash(previous) : null,
    thresholds: { complaint: 2, breakGlass: 3 },
    auditors: keys.map((key, index) => ({
      keyId: key.keyId,
      publicKey: toHex(key.publicKey),
      signingKey: toHex(key.signingKey),
      person: (persons[index] ?? "a").repeat(8),
      external: index === keys.length - 1,
      technicianPseudonyms: [],
    })),
    signatures: [],
  };
  const signatures = await Promise.all(signers.map((key) => signAuditorSet(set, key)));
  return { ...set, signatures };
}
