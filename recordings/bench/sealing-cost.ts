import { decodeRecords, RecordKind } from "@ferndiagnose/sealed-recording";
import { freeFrame } from "@ferndiagnose/sealed-recording/node";
import type { RecordingMaker } from "../src/archive/testing/recording-maker.ts";

/** So often the batches are sealed, each time into a recording of its own. */
const repetitions = 3;
const unmeasured = 2;

/**
 * What sealing costs this process, one batch a frame, the memory given back as the recorder does once a frame is durable:
 * microseconds of CPU for each packet in the batches.
 */
export async function sealingCost(maker: RecordingMaker, batches: readonly Uint8Array[]): Promise<number> {
  const packets = batches.reduce((sum, batch) => sum + packetsIn(batch), 0);
  let cpuUs = 0;
  for (let nth = -unmeasured; nth < repetitions; nth += 1) {
    const { writer, header } = await maker.begin();
    const before = process.cpuUsage();
    for (const [monoMs, records] of batches.entries()) {
      freeFrame(writer.seal(records, { utcMs: header.createdAtMs + monoMs, monoMs }));
    }
    const { user, system } = process.cpuUsage(before);
    writer.abandon();
    if (nth >= 0) cpuUs += user + system;
  }
  return cpuUs / (repetitions * packets);
}

function packetsIn(batch: Uint8Array): number {
  let packets = 0;
  for (const { kind } of decodeRecords(batch)) if (kind === RecordKind.rtpFromCustomer) packets += 1;
  return packets;
}
