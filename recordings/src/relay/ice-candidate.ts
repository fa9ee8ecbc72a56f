import { isIP } from "node:net";

/**
 * Whether the relay may use a candidate a browser sent (RFC 8839 section 5.1): an address in digits, never a name, so that
 * nobody outside can make this process ask a name server. Browsers that hide their address behind an mDNS name are still
 * reached, since they send to the relay first (peer-reflexive candidates, RFC 8445 section 7.3.1.3).
 */
export function isUsableCandidate(candidate: string): boolean {
  const fields = candidate.trim().split(/\s+/);
  return /^(a=)?candidate:/.test(fields[0] ?? "") && isIP(fields[4] ?? "") !== 0;
}
