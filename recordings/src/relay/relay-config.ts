import { z } from "zod";
import type { TransportConfig } from "./libdatachannel-peer.ts";

const Port = z.int().min(1).max(65_535);

const RelayConfig = z.strictObject({
  bindAddress: z.union([z.ipv4(), z.ipv6()]).optional(),
  portRange: z.strictObject({ first: Port, last: Port }).optional(),
  iceServers: z.array(z.string().regex(/^(stun|turn|turns):/)).optional(),
  enableIceTcp: z.boolean().optional(),
});

/** The relay's configuration as its one command line argument, JSON: its environment is empty. */
export function relayConfigArgument(config: TransportConfig): string {
  return JSON.stringify(config);
}

export function relayConfigFromArguments(args: readonly string[]): TransportConfig {
  const { bindAddress, portRange, iceServers, enableIceTcp } = RelayConfig.parse(JSON.parse(args[0] ?? "{}"));
  return {
    ...(bindAddress === undefined ? {} : { bindAddress }),
    ...(portRange === undefined ? {} : { portRange }),
    ...(iceServers === undefined ? {} : { iceServers }),
    ...(enableIceTcp === undefined ? {} : { enableIceTcp }),
  };
}
