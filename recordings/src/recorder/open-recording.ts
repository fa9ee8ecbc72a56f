import {
  type Heartbeat,
  heartbeatBody,
  type MarkerRecord,
  RecordingId,
  type SessionEvent,
} from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import {
  type CreatedRecording,
  freeFrame,
  type RecordingEnd,
  type RecordingWriter,
  type Statement,
} from "@ferndiagnose/sealed-recording/node";
import type { AppendBlob } from "../blob-store/blob-store.ts";
import type { Clock, Timer } from "../ports.ts";
import { KeyFrameFinder } from "./key-frame-finder.ts";
import { RecordQueue } from "./record-queue.ts";

export interface OpenRecordingOptions {
  clock: Clock;
  created: CreatedRecording;
  /** Holds the header, durable. */
  file: AppendBlob;
  /** The monotonic time that the recording's times count from. */
  startUs: number;
  /** Called once, when a write, an fsync or a batch of the relay failed. */
  onFailed: (error: unknown) => void;
  onDurable?: (frame: DurableFrame) => void;
}

export interface DurableFrame {
  /** Age of the frame's oldest record when it had become durable. */
  lagMs: number;
  recordBytes: number;
  frameBytes: number;
}

/** A recording that has its end, durable. */
export interface SealedRecording extends RecordingEnd {
  endedAtMs: number;
  /** Of the whole file. */
  bytes: number;
  /** Of the statement, by the recording's own key. */
  signature: Uint8Array | undefined;
}

/** What the recording's key shall sign last, once its end is known. */
export type LastStatement = (end: RecordingEnd & { endedAtMs: number; elapsedMs: number }) => Statement;

/** How long the server's own records wait for the relay's next batch, to share its frame and its order. */
const ownRecordsWaitMs = 500;

/**
 * One recording while it is written. Whatever is added is sealed, appended and made durable, frame by frame, with one write on its
 * way at a time; what comes meanwhile makes up the next frame.
 */
export class OpenRecording {
  readonly recordingId: RecordingId;
  readonly #clock: Clock;
  readonly #writer: RecordingWriter;
  readonly #file: AppendBlob;
  readonly #startUs: number;
  readonly #onFailed: (error: unknown) => void;
  readonly #onDurable: (frame: DurableFrame) => void;
  readonly #queue = new RecordQueue();
  readonly #keyFrames = new KeyFrameFinder();
  #durable: { seq: number; hash: Uint8Array };
  #bytes: number;
  #writingSinceUs: number | undefined;
  #writing: Promise<void> = Promise.resolve();
  #ownRecordsTimer: Timer | undefined;
  #state: "open" | "finishing" | "closed" = "open";
  #beat = 0;

  constructor({ clock, created, file, startUs, onFailed, onDurable }: OpenRecordingOptions) {
    this.recordingId = RecordingId.parse(created.header.recordingId);
    this.#clock = clock;
    this.#writer = created.writer;
    this.#durable = created.writer.head;
    this.#bytes = created.headerBytes.length;
    this.#file = file;
    this.#startUs = startUs;
    this.#onFailed = onFailed;
    this.#onDurable = onDurable ?? (() => undefined);
  }

  /** Microseconds since the recording began. */
  get elapsedUs(): number {
    return Math.max(0, Math.round(this.#clock.monotonicUs() - this.#startUs));
  }

  /** Age of the oldest record that is not yet durable, 0 when there is none. */
  get lagMs(): number {
    const sinceUs = this.#writingSinceUs ?? this.#queue.sinceUs;
    return sinceUs === undefined ? 0 : Math.max(0, Math.round((this.elapsedUs - sinceUs) / 1000));
  }

  /** The last link of the chain that is durable. */
  get head(): { readonly seq: number; readonly hash: Uint8Array } {
    return this.#durable;
  }

  /** Records an event at this moment. */
  addEvent(event: SessionEvent): void {
    const isRights = event.type === "rights_changed" || event.type === "rights_requested";
    this.#addOwn(isRights ? RecordKind.rightsEvent : RecordKind.lifeCycleEvent, event);
  }

  addMarker(marker: MarkerRecord["marker"]): void {
    this.#addOwn(RecordKind.marker, { marker } satisfies MarkerRecord);
  }

  #addOwn(kind: RecordKind, content: object): void {
    if (this.#state !== "open") return;
    this.#queue.add(this.elapsedUs, kind, Buffer.from(JSON.stringify(content)));
    this.#ownRecordsTimer ??= this.#clock.setTimer(ownRecordsWaitMs, () => this.#write());
  }

  /** Records a batch of the relay. */
  addBatch(records: Uint8Array): void {
    if (this.#state !== "open") return;
    this.#queue.addBatch(records, this.elapsedUs);
    this.#write();
  }

  /** What the customer's program believes in: signed by the recording's own key. */
  heartbeat(): Heartbeat {
    const { seq, hash } = this.#durable;
    const beat = {
      recordingId: this.recordingId,
      beat: this.#beat++,
      frameSeq: seq,
      headHash: Buffer.from(hash).toString("hex"),
      lagMs: this.lagMs,
      monoMs: Math.round(this.elapsedUs / 1000),
    };
    const signature = this.#writer.sign("heartbeat", heartbeatBody(beat));
    return { ...beat, signature: Buffer.from(signature).toString("base64url") };
  }

  /** Writes what is waiting, then index and final frame. Rejects when the file failed; then it has no end. */
  async finish(reason: string, statement?: LastStatement): Promise<SealedRecording> {
    this.#ownRecordsTimer?.cancel();
    while (this.#state === "open" && !(this.#queue.isEmpty && this.#writingSinceUs === undefined)) {
      this.#write();
      await this.#writing;
    }
    if (this.#state !== "open") throw new Error("The recording has failed or is finished");
    this.#state = "finishing";
    try {
      const sealed = await this.#writeEnd(reason, statement);
      this.#state = "closed";
      await this.#file.close();
      return sealed;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async #writeEnd(reason: string, statement: LastStatement | undefined): Promise<SealedRecording> {
    const { utcMs: endedAtMs, monoMs: elapsedMs } = this.#times();
    const at = { utcMs: endedAtMs, monoMs: elapsedMs, reason };
    let signature: Uint8Array | undefined;
    let ending: { bytes: Uint8Array; finalAt: number; deleteAtMs: number };
    if (statement) {
      const last = (end: RecordingEnd) => statement({ ...end, endedAtMs, elapsedMs });
      const signed = this.#writer.finish({ ...at, statement: last });
      ending = signed;
      signature = signed.signature;
    } else {
      ending = this.#writer.finish(at);
    }
    const { seq, hash } = this.#writer.head;
    await this.#append(ending.bytes.subarray(0, ending.finalAt));
    await this.#append(ending.bytes.subarray(ending.finalAt));
    return { seq, hash, deleteAtMs: ending.deleteAtMs, endedAtMs, bytes: this.#bytes, signature };
  }

  /** Forgets the keys and lets go of the file as it is. */
  async abandon(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#ownRecordsTimer?.cancel();
    this.#writer.abandon();
    await this.#file.close();
  }

  #write(): void {
    if (this.#writingSinceUs !== undefined || this.#state !== "open") return;
    this.#ownRecordsTimer?.cancel();
    this.#ownRecordsTimer = undefined;
    this.#writing = this.#writeWaiting();
  }

  async #writeWaiting(): Promise<void> {
    try {
      for (let next = this.#queue.take(); next && this.#state === "open"; next = this.#queue.take()) {
        this.#writingSinceUs = next.sinceUs;
        const keyFrame = this.#keyFrames.findIn(next.records);
        const frame = this.#writer.seal(next.records, { ...this.#times(), keyFrame });
        const head = this.#writer.head;
        const frameBytes = await this.#append(...frame);
        freeFrame(frame);
        this.#durable = head;
        const lagMs = this.lagMs;
        this.#writingSinceUs = undefined;
        this.#onDurable({ lagMs, recordBytes: next.records.length, frameBytes });
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Returns how many bytes the file has grown by. */
  async #append(...pieces: readonly Uint8Array[]): Promise<number> {
    await this.#file.append(...pieces);
    await this.#file.sync();
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    this.#bytes += bytes;
    return bytes;
  }

  #fail(error: unknown): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#writer.abandon();
    this.#ownRecordsTimer?.cancel();
    // The first failure is what counts; a file that cannot be written may well not close either.
    this.#file.close().catch(() => undefined);
    this.#onFailed(error);
  }

  #times(): { utcMs: number; monoMs: number } {
    return { utcMs: this.#clock.now(), monoMs: Math.round(this.elapsedUs / 1000) };
  }
}
