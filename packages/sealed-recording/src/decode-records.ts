import { viewOf } from "./bytes.ts";
import { SealedRecordingError } from "./errors.ts";
import { recordHeaderLength } from "./record-batch.ts";

export interface RecordedItem {
  /** Microseconds since the recording's `createdAtMs`. */
  readonly timeUs: number;
  /** A `RecordKind`, or a number that a later version of the format has added. */
  readonly kind: number;
  /** A view into the batch, not a copy. */
  readonly payload: Uint8Array;
}

/** Yields the records of a batch. Throws `record_invalid` with the offset; whatever the bytes, it allocates nothing of their size. */
export function* decodeRecords(batch: Uint8Array): Generator<RecordedItem, void, undefined> {
  const view = viewOf(batch);
  for (let at = 0; at < batch.length; ) {
    const end = recordEnd(view, at);
    yield {
      timeUs: recordTimeUs(view, at),
      kind: view.getUint8(at + 6),
      payload: batch.subarray(at + recordHeaderLength, end),
    };
    at = end;
  }
}

/** Counts the records and thereby checks the framing; `firstTimeUs` is undefined in an empty batch. */
export function surveyRecords(batch: Uint8Array): { records: number; firstTimeUs: number | undefined } {
  const view = viewOf(batch);
  let records = 0;
  for (let at = 0; at < batch.length; at = recordEnd(view, at)) records++;
  return { records, firstTimeUs: records === 0 ? undefined : recordTimeUs(view, 0) };
}

export function recordTimeUs(view: DataView, at: number): number {
  return view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
}

/** Where the record at `at` ends. Throws `record_invalid` if that is outside the batch. */
export function recordEnd(view: DataView, at: number): number {
  if (at + recordHeaderLength > view.byteLength) throw new SealedRecordingError("record_invalid", { offset: at });
  const end = at + recordHeaderLength + view.getUint32(at + 7);
  if (end > view.byteLength) throw new SealedRecordingError("record_invalid", { offset: at });
  return end;
}
