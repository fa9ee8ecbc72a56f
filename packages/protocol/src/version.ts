import { z } from "zod";

/**
 * The version both ends of every socket and channel must speak. Raised by one whenever a message changes in a way
 * that an older receiver would misread or refuse; a new optional field in a message to a server does not (ADR 0002).
 */
export const PROTOCOL_VERSION = 1;

export const ProtocolVersion = z.int().min(1).max(1_000_000);
export type ProtocolVersion = z.infer<typeof ProtocolVersion>;

export type VersionRefusal = "client_too_old" | "server_too_old";

/** Says why a peer with this version cannot be served, or `undefined` when it can. */
export function refuseVersion(peer: ProtocolVersion): VersionRefusal | undefined {
  if (peer < PROTOCOL_VERSION) return "client_too_old";
  if (peer > PROTOCOL_VERSION) return "server_too_old";
  return undefined;
}
