import type { WardenAddress } from "../wardens/warden-line.ts";
import type { Wardens } from "../wardens/wardens.ts";

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** A key warden beside this server: its clock is ours, so it cannot vouch for it. */
export function isOnThisMachine(
  wardenId: string,
  { identities }: Pick<Wardens, "identities">,
  addresses: readonly WardenAddress[],
): boolean {
  const identity = identities.find((warden) => warden.wardenId === wardenId);
  const address = addresses.find(({ signingKey }) => signingKey === identity?.signingKey);
  return address === undefined || loopback.test(new URL(address.url).hostname);
}
