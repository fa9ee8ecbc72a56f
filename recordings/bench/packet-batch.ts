import { randomBytes } from "node:crypto";
import { RecordBatch, RecordKind } from "@ferndiagnose/sealed-recording";

export const packetBytes = 1_150;
const packet = randomBytes(packetBytes);

/** What the relay hands over for a stretch of time: packets that came evenly. */
export function packetBatch(fromUs: number, untilUs: number, bitsPerSecond: number): Uint8Array {
  const count = Math.max(1, Math.round(((untilUs - fromUs) / 1e6) * (bitsPerSecond / 8 / packetBytes)));
  const batch = new RecordBatch(count * (packetBytes + 16));
  for (let nth = 0; nth < count; nth++) {
    const timeUs = Math.round(fromUs + ((untilUs - fromUs) * nth) / count);
    batch.append(timeUs, RecordKind.rtpFromCustomer, packet);
  }
  return batch.take();
}
