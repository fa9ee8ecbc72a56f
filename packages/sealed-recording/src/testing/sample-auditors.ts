import { type AuditorKey, generateAuditorKey } from "../auditor-key.ts";
import { type AuditorSet, signAuditorSet } from "../auditor-set.ts";
import { toHex } from "../hex.ts";
import { systemRandom } from "../web-crypto.ts";

export interface SampleAuditors {
  readonly keys: readonly AuditorKey[];
  readonly set: AuditorSet;
}

/** A first auditor set with real keys, signed by all; the last ones are external. */
export async function sampleAuditors(
  options: {
    readonly count?: number;
    readonly externals?: number;
    readonly thresholds?: AuditorSet["thresholds"];
  } = {},
): Promise<SampleAuditors> {
  const { count = 4, externals = 1, thresholds = { complaint: 2, breakGlass: 3 } } = options;
  const keys = await Promise.all(Array.from({ length: count }, () => generateAuditorKey(systemRandom)));
  const auditors = keys.map((key, at) => samplePerson(key, { external: at >= count - externals }));
  const unsigned = { format: "ferndiagnose-auditor-set", version: 1, previous: null, thresholds, auditors } as const;
  return { keys, set: await signedBy({ ...unsigned, signatures: [] }, keys) };
}

export function samplePerson(key: AuditorKey, { external }: { external: boolean }): AuditorSet["auditors"][number] {
  const person = Array.from({ length: 8 }, (_, at) => "abcdefghijklmnop"[Number.parseInt(key.keyId[at] ?? "0", 16)]);
  return {
    keyId: key.keyId,
    publicKey: toHex(key.publicKey),
    signingKey: toHex(key.signingKey),
    person: person.join(""),
    external,
    technicianPseudonyms: [],
  };
}

export async function signedBy(set: AuditorSet, keys: readonly AuditorKey[]): Promise<AuditorSet> {
  return { ...set, signatures: await Promise.all(keys.map((key) => signAuditorSet(set, key))) };
}
