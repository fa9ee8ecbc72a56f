/**
 * What the relay reads and writes of RTCP (RFC 3550 section 6, RFC 4585 section 6). Browsers send compound packets and
 * reduced-size ones (RFC 5506); both are a row of packets of the form read here.
 */

const PAYLOAD_SPECIFIC_FEEDBACK = 206;
const TRANSPORT_FEEDBACK = 205;

const PICTURE_LOSS_INDICATION = 1;
const FULL_INTRA_REQUEST = 4;
const GENERIC_NACK = 1;

/** A viewer's own SSRC is of no interest to the sender of a picture loss indication; browsers use 1 as well. */
const RELAY_SSRC = 1;

/** Whether the packet asks the sender for a key frame: PLI (RFC 4585 section 6.3.1) or FIR (RFC 5104 section 4.3.1). */
export function asksForKeyFrame(packet: Buffer): boolean {
  for (let at = 0; at < packet.length; ) {
    const end = partEnd(packet, at);
    if (end < 0) return false;
    const type = packet[at + 1];
    const format = (packet[at] ?? 0) & 0x1f;
    if (type === PAYLOAD_SPECIFIC_FEEDBACK && (format === PICTURE_LOSS_INDICATION || format === FULL_INTRA_REQUEST)) {
      return true;
    }
    at = end;
  }
  return false;
}

/**
 * The generic NACKs of a compound packet as one reduced-size packet, or undefined when there is none: what a viewer may
 * ask of the sender without having a say in the sender's congestion control.
 */
export function nacksOf(packet: Buffer): Buffer | undefined {
  const nacks: Buffer[] = [];
  for (let at = 0; at < packet.length; ) {
    const end = partEnd(packet, at);
    if (end < 0) break;
    if (packet[at + 1] === TRANSPORT_FEEDBACK && ((packet[at] ?? 0) & 0x1f) === GENERIC_NACK) {
      nacks.push(packet.subarray(at, end));
    }
    at = end;
  }
  return nacks.length === 0 ? undefined : Buffer.concat(nacks);
}

/** A picture loss indication for `mediaSsrc` (RFC 4585 section 6.3.1). */
export function pictureLossIndication(mediaSsrc: number): Buffer {
  const packet = Buffer.alloc(12);
  packet[0] = 0x80 | PICTURE_LOSS_INDICATION;
  packet[1] = PAYLOAD_SPECIFIC_FEEDBACK;
  packet.writeUInt16BE(2, 2);
  packet.writeUInt32BE(RELAY_SSRC, 4);
  packet.writeUInt32BE(mediaSsrc, 8);
  return packet;
}

/** Names of the packets in a compound packet, `205/15` meaning type and feedback format. For statistics and tests. */
export function rtcpTypes(packet: Buffer): string[] {
  const types: string[] = [];
  for (let at = 0; at < packet.length; ) {
    const end = partEnd(packet, at);
    if (end < 0) break;
    const type = packet[at + 1] ?? 0;
    const feedback = type === TRANSPORT_FEEDBACK || type === PAYLOAD_SPECIFIC_FEEDBACK;
    types.push(feedback ? `${type}/${(packet[at] ?? 0) & 0x1f}` : `${type}`);
    at = end;
  }
  return types;
}

/** Offset behind the part that begins at `at`, or -1 when it does not fit into the packet. */
function partEnd(packet: Buffer, at: number): number {
  if (at + 4 > packet.length) return -1;
  const end = at + 4 * (packet.readUInt16BE(at + 2) + 1);
  return end <= packet.length ? end : -1;
}
