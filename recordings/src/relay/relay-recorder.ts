import type { ChannelLabel, DescriptionRecord, ErrorCode, RelayMarkerRecord } from "@ferndiagnose/protocol";

/**
 * Hears of everything that crosses the relay, in order. Called on the packet path: it must neither wait nor keep the
 * buffers it is given.
 */
export interface RelayRecorder {
  /** Before the relay's own change (playout delay). */
  rtpFromCustomer(packet: Buffer): void;
  rtcpFromCustomer(packet: Buffer): void;
  rtcpFromTechnician(packet: Buffer): void;
  description(description: DescriptionRecord): void;
  /** `refused` says why a message did not reach the customer. */
  channelMessage(label: ChannelLabel, text: string, refused: ErrorCode | undefined): void;
  marker(marker: RelayMarkerRecord["marker"]): void;
}
