import type { ChannelRecord, DescriptionRecord, MarkerRecord } from "@ferndiagnose/protocol";
import { RecordBatch, RecordKind } from "@ferndiagnose/sealed-recording";
import type { RelayRecorder } from "./relay-recorder.ts";

export interface RecordBatcherOptions {
  /** Microseconds since the recording began. */
  timeUs: () => number;
  send: (records: Uint8Array) => void;
  setTimer: (delayMs: number, run: () => void) => { cancel(): void };
  intervalMs: number;
  maxBytes: number;
}

/** Collects what crossed the relay and sends it after a time or a size, whichever comes first. Sends nothing when nothing came. */
export class RecordBatcher implements RelayRecorder {
  readonly #options: RecordBatcherOptions;
  readonly #batch: RecordBatch;
  #timer: { cancel(): void } | undefined;
  #closed = false;

  constructor(options: RecordBatcherOptions) {
    this.#options = options;
    // A batch leaves at its size limit, so there is room for that and the packet that crossed it.
    this.#batch = new RecordBatch(options.maxBytes + 4096);
  }

  rtpFromCustomer(packet: Buffer): void {
    this.#append(RecordKind.rtpFromCustomer, packet);
  }

  rtcpFromCustomer(packet: Buffer): void {
    this.#append(RecordKind.rtcpFromCustomer, packet);
  }

  rtcpFromTechnician(packet: Buffer): void {
    this.#append(RecordKind.rtcpFromTechnician, packet);
  }

  description(record: DescriptionRecord): void {
    this.#append(RecordKind.sessionDescription, Buffer.from(JSON.stringify(record)));
  }

  channelMessage(label: ChannelRecord["label"], text: string, refused: ChannelRecord["refused"]): void {
    const record: ChannelRecord = refused === undefined ? { label, text } : { label, refused, text };
    this.#append(RecordKind.channelMessage, Buffer.from(JSON.stringify(record)));
  }

  marker(marker: MarkerRecord["marker"]): void {
    this.#append(RecordKind.marker, Buffer.from(JSON.stringify({ marker } satisfies MarkerRecord)));
  }

  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#batch.length > 0) this.#options.send(this.#batch.take());
  }

  /** Sends the rest; what comes later is not kept. */
  close(): void {
    this.flush();
    this.#closed = true;
  }

  #append(kind: number, bytes: Uint8Array): void {
    if (this.#closed) return;
    const { timeUs, maxBytes, intervalMs } = this.#options;
    this.#batch.append(timeUs(), kind, bytes);
    if (this.#batch.length >= maxBytes) this.flush();
    else if (this.#timer === undefined) this.#timer = this.#options.setTimer(intervalMs, () => this.flush());
  }
}
