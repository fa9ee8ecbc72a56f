/** What the relay reads of an RTP packet (RFC 3550 section 5.1). Nothing here allocates. */

const HEADER_BYTES = 12;

/** RTP and RTCP share one port; payload types 64 to 95 never occur in RTP (RFC 5761 section 4). */
export function isRtcp(packet: Uint8Array): boolean {
  const second = packet[1];
  return packet.length >= 8 && isVersion2(packet) && second !== undefined && second >= 192 && second <= 223;
}

export function isRtp(packet: Uint8Array): boolean {
  return packet.length >= HEADER_BYTES && isVersion2(packet) && !isRtcp(packet) && extensionAt(packet) <= packet.length;
}

export function payloadType(packet: Buffer): number {
  return packet.readUInt8(1) & 0x7f;
}

export function sequenceNumber(packet: Buffer): number {
  return packet.readUInt16BE(2);
}

export function ssrcOf(packet: Buffer): number {
  return packet.readUInt32BE(8);
}

export function hasExtension(packet: Uint8Array): boolean {
  return ((packet[0] ?? 0) & 0x10) !== 0;
}

/** Offset behind the list of contributing sources: where an extension begins, or would. */
export function extensionAt(packet: Uint8Array): number {
  return HEADER_BYTES + 4 * ((packet[0] ?? 0) & 0x0f);
}

function isVersion2(packet: Uint8Array): boolean {
  return ((packet[0] ?? 0) & 0xc0) === 0x80;
}
