import type { ChannelRecord, DescriptionRecord, MarkerRecord } from "@ferndiagnose/protocol";
import type { RelayRecorder } from "./relay-recorder.ts";

/** The kinds of FDR1 records the relay writes (container specification, section 7). */
export const RecordKind = {
  rtpFromCustomer: 1,
  rtcpFromCustomer: 2,
  rtcpFromTechnician: 3,
  sessionDescription: 16,
  channelMessage: 17,
  marker: 48,
} as const;

/** Encodes records one after the other. `take` hands out all of them and begins anew. */
export interface RecordSink {
  readonly byteLength: number;
  append(timeUs: number, kind: number, bytes: Uint8Array): void;
  take(): Uint8Array<ArrayBuffer>;
}

export interface RecordBatcherOptions {
  sink: RecordSink;
  /** Microseconds since the recording began. */
  timeUs: () => number;
  send: (records: Uint8Array<ArrayBuffer>) => void;
  setTimer: (delayMs: number, run: () => void) => { cancel(): void };
  intervalMs: number;
  maxBytes: number;
}

/** Collects what crossed the relay and sends it after a time or a size, whichever comes first. Sends nothing when nothing came. */
export class RecordBatcher implements RelayRecorder {
  readonly #options: RecordBatcherOptions;
  #timer: { cancel(): void } | undefined;
  #closed = false;

  constructor(options: RecordBatcherOptions) {
    this.#options = options;
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
    if (this.#options.sink.byteLength > 0) this.#options.send(this.#options.sink.take());
  }

  /** Sends the rest; what comes later is not kept. */
  close(): void {
    this.flush();
    this.#closed = true;
  }

  #append(kind: number, bytes: Uint8Array): void {
    if (this.#closed) return;
    const { sink, maxBytes, intervalMs } = this.#options;
    sink.append(this.#options.timeUs(), kind, bytes);
    if (sink.byteLength >= maxBytes) this.flush();
    else if (this.#timer === undefined) this.#timer = this.#options.setTimer(intervalMs, () => this.flush());
  }
}
