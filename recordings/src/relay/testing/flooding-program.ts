/** A relay whose sessions never rest: writes batches without end and ends as the relay does when its parent reads none. */
import { Socket } from "node:net";
import { SessionId } from "@ferndiagnose/protocol";
import { batchPipeDescriptor } from "../batch-frame.ts";
import { BatchPipe } from "../batch-pipe.ts";

const maxWaitingBytes = 32 * 1024 * 1024;
const batchBytes = 256 * 1024;
let sentBytes = 0;
const batches = new BatchPipe({
  pipe: new Socket({ fd: batchPipeDescriptor, readable: false, writable: true }),
  maxWaitingBytes,
  onBlocked: () => {
    process.send?.(sentBytes, () => process.exit(70));
    clearInterval(flood);
  },
});
const sessionId = SessionId.parse("a".repeat(20));
const flood = setInterval(() => {
  sentBytes += batchBytes;
  batches.send(sessionId, { records: new Uint8Array(batchBytes), giveBack: () => undefined });
}, 1);
