import { open, readFile } from "node:fs/promises";
import {
  type Header,
  openLock,
  type RandomAccess,
  type RecordedItem,
  readAuditorKeyFile,
  readHeader,
  readRecords,
  unsealShare,
} from "@ferndiagnose/sealed-recording";
import type { Server } from "./server.ts";

export interface OpenedRecording {
  readonly file: string;
  readonly header: Header;
  readonly records: readonly RecordedItem[];
}

/** Opens a recording with the first two demo auditors and reads all of it. */
export async function openRecording(file: string, server: Server): Promise<OpenedRecording> {
  const handle = await open(file, "r");
  try {
    const source: RandomAccess = {
      size: (await handle.stat()).size,
      read: async (offset, length) => {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await handle.read(bytes, 0, length, offset);
        return bytes.subarray(0, bytesRead);
      },
    };
    const { header } = await readHeader(source);
    const keys = await Promise.all(
      server.summary.auditors
        .slice(0, 2)
        .map(async ({ keyFile }) => readAuditorKeyFile(await readFile(keyFile, "utf8"))),
    );
    const root = await openLock(header, await Promise.all(keys.map((key) => unsealShare(header, key))));
    const records: RecordedItem[] = [];
    for await (const record of readRecords(source, root)) records.push({ ...record, payload: record.payload.slice() });
    return { file, header, records };
  } finally {
    await handle.close();
  }
}
