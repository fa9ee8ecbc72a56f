import type { ChannelRecord, DescriptionRecord, RelayMarkerRecord } from "@ferndiagnose/protocol";
import { type LentBatch, RecordBatch, RecordKind } from "@ferndiagnose/sealed-recording";
import type { RelayRecorder } from "./relay-recorder.ts";

export interface RecordBatcherOptions {
  /** Microseconds since the recording began. */
  timeUs: () => number;
  /** Gives the batch back when it has been sent. */
  send: (batch: LentBatch) => void;
  setTimer: (delayMs: number, run: () => void) => { cancel(): void };
  intervalMs: number;
  maxBytes: number;
}

/** A batch leaves at its size limit, so there is room for that and the packet that crossed it. */
const PACKET_ROOM_BYTES = 4096;
/** An idle session needs little: its buffers begin with this part of a full batch and come to it by doubling. */
const FIRST_PART = 64;

/** Collects what crossed the relay and sends it after a time or a size, whichever comes first. Sends nothing when nothing came. */
export class RecordBatcher implements RelayRecorder {
  readonly #options: RecordBatcherOptions;
  readonly #batch: RecordBatch;
  #timer: { cancel(): void } | undefined;
  #closed = false;

  constructor(options: RecordBatcherOptions) {
    this.#options = options;
    this.#batch = new RecordBatch(Math.ceil((options.maxBytes + PACKET_ROOM_BYTES) / FIRST_PART));
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

  marker(marker: RelayMarkerRecord["marker"]): void {
    this.#append(RecordKind.marker, Buffer.from(JSON.stringify({ marker } satisfies RelayMarkerRecord)));
  }

  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#batch.length > 0) this.#options.send(this.#batch.lend());
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
