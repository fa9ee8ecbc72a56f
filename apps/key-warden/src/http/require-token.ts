import { createHash, timingSafeEqual } from "node:crypto";
import { ProtocolError } from "@ferndiagnose/protocol";

/** Lets through who shows the token as a bearer (RFC 6750). Throws `not_signed_in`; takes the same time for every wrong one. */
export function tokenCheck(token: string): (authorization: string | undefined) => void {
  const expected = digest(`Bearer ${token}`);
  return (authorization) => {
    if (!timingSafeEqual(expected, digest(authorization ?? ""))) throw new ProtocolError("not_signed_in");
  };
}

/** Of the same length whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
