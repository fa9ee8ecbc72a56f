import type { Writable } from "node:stream";
import type { SessionId } from "@ferndiagnose/protocol";
import type { LentBatch } from "@ferndiagnose/sealed-recording";
import { encodeBatchHeader } from "./batch-frame.ts";

export interface BatchPipeOptions {
  pipe: Writable;
  maxWaitingBytes: number;
  /** More than the limit waits for the parent, or the pipe is broken: nothing is being recorded. */
  onBlocked: () => void;
}

/** The relay's end of the pipe that carries batches to its parent. */
export class BatchPipe {
  readonly #options: BatchPipeOptions;
  #waitingBytes = 0;

  constructor(options: BatchPipeOptions) {
    this.#options = options;
    options.pipe.on("error", () => options.onBlocked());
  }

  /** Gives the batch back when the system has taken it. An empty one is not sent: it would mean the session's end. */
  send(sessionId: SessionId, batch: LentBatch): void {
    const { records, giveBack } = batch;
    const length = records.byteLength;
    if (length === 0) {
      giveBack();
      return;
    }
    const { pipe, maxWaitingBytes, onBlocked } = this.#options;
    this.#waitingBytes += length;
    if (this.#waitingBytes > maxWaitingBytes) onBlocked();
    pipe.cork();
    pipe.write(encodeBatchHeader(sessionId, length));
    pipe.write(records, () => {
      this.#waitingBytes -= length;
      giveBack();
    });
    pipe.uncork();
  }

  /** After the session's last batch. */
  sendClosed(sessionId: SessionId): void {
    this.#options.pipe.write(encodeBatchHeader(sessionId, 0));
  }
}
