import type { SessionKey } from "@ferndiagnose/protocol";

/** Seven digits as they are read out: three, two, two. */
export function keyGroups(key: SessionKey): string[] {
  return [key.slice(0, 3), key.slice(3, 5), key.slice(5)];
}
