import { randomBytes } from "node:crypto";
import { type Approval, SignedApproval } from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  type AuditorSet,
  auditorSetHash,
  generateAuditorKey,
  signAuditorSet,
  signStatement,
  toHex,
} from "@ferndiagnose/sealed-recording";

export interface TestAuditor {
  readonly key: AuditorKey;
  readonly entry: AuditorSet["auditors"][number];
}

/** An auditor with fresh keys. */
export async function newTestAuditor(
  facts: { person?: string; external?: boolean; technicianPseudonyms?: string[] } = {},
): Promise<TestAuditor> {
  const key = await generateAuditorKey((length) => new Uint8Array(randomBytes(length)));
  const { person = personOf(randomBytes(8)), external = false, technicianPseudonyms = [] } = facts;
  const publicKeys = { publicKey: toHex(key.publicKey), signingKey: toHex(key.signingKey) };
  return { key, entry: { keyId: key.keyId, ...publicKeys, person, external, technicianPseudonyms } };
}

/** The set of these auditors: version 1 signed by all of them, or the one after `previous`, signed by two of its members. */
export async function testAuditorSet(
  auditors: readonly TestAuditor[],
  previous?: { readonly set: AuditorSet; readonly signers: readonly TestAuditor[] },
): Promise<AuditorSet> {
  const unsigned: AuditorSet = {
    format: "ferndiagnose-auditor-set",
    version: (previous?.set.version ?? 0) + 1,
    previous: previous ? await auditorSetHash(previous.set) : null,
    thresholds: { complaint: 2, breakGlass: 3 },
    auditors: auditors.map(({ entry }) => entry),
    signatures: [],
  };
  const signers = previous?.signers ?? auditors;
  return { ...unsigned, signatures: await Promise.all(signers.map(({ key }) => signAuditorSet(unsigned, key))) };
}

export async function signTestApproval(approval: Approval, { key }: TestAuditor): Promise<SignedApproval> {
  return SignedApproval.parse({ approval, signature: await signStatement("approval", approval, key) });
}

function personOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("");
}
