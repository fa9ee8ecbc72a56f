import type { WardenIdentity } from "@ferndiagnose/protocol";
import { toHex } from "@ferndiagnose/sealed-recording";
import type { SigningKey } from "@ferndiagnose/sealed-recording/node";
import type { CertificateTrust } from "./verify-deletion-certificate.ts";

export interface TrustedParts {
  recoveryKey: SigningKey;
  wardens: { readonly identities: readonly WardenIdentity[] };
  journal: { readonly origin: string; readonly publicKey: string };
  witnesses: readonly { name: string; key: string }[];
  quorum: number;
}

/** What this server's certificates are checked against. The operator hands it to whoever wants to check. */
export function certificateTrust({ recoveryKey, wardens, journal, witnesses, quorum }: TrustedParts): CertificateTrust {
  return {
    format: "ferndiagnose-deletion-trust",
    version: 1,
    servers: [toHex(recoveryKey.publicKey)],
    wardens: wardens.identities.map(({ wardenId, signingKey }) => ({ wardenId, signingKey })),
    log: {
      origin: journal.origin,
      logKey: journal.publicKey,
      witnesses: witnesses.map(({ name, key }) => ({ name, key })),
      quorum,
    },
  };
}
