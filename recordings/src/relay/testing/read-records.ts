export interface RelayRecord {
  timeUs: number;
  kind: number;
  payload: Buffer;
}

/** Reads a batch as the FDR1 specification describes records (section 7), apart from the code that writes it. */
export function readRecords(batch: Uint8Array): RelayRecord[] {
  const bytes = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
  const records: RelayRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at + 7);
    const end = at + 11 + length;
    if (end > bytes.length) throw new RangeError("A record does not fit its batch");
    records.push({
      timeUs: bytes.readUIntBE(at, 6),
      kind: bytes.readUInt8(at + 6),
      payload: Buffer.from(bytes.subarray(at + 11, end)),
    });
    at = end;
  }
  return records;
}
