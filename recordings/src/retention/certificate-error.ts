/** Every reason not to believe a deletion certificate. */
export const certificateErrors = {
  certificate_malformed: "This is no deletion certificate.",
  server_unknown: "The certificate is signed by a server that is not among the trusted ones.",
  server_signature_wrong: "The server's signature does not fit the certificate.",
  warden_unknown: "A key warden that is not among the trusted ones vouches for the destruction.",
  warden_twice: "The same key warden vouches twice.",
  warden_foreign: "A key warden's word is about another recording.",
  warden_signature_wrong: "A key warden's signature does not fit its word.",
  intent_not_proven: "That the destruction was announced does not stand in the transparency log.",
  done_not_proven: "That the destruction was completed does not stand in the transparency log.",
  leaf_contradicts: "The transparency log's leaves say something else than the certificate.",
  order_wrong: "The steps of the destruction are not in their order.",
  too_early: "The recording was destroyed before its time.",
} as const;

export type CertificateErrorCode = keyof typeof certificateErrors;

export class CertificateError extends Error {
  override readonly name = "CertificateError";
  readonly code: CertificateErrorCode;

  constructor(code: CertificateErrorCode, cause?: unknown) {
    super(certificateErrors[code], cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
