import { type FileHandle, open } from "node:fs/promises";

/** A file that only grows. Nothing is ever tried again: after one failure its content is what it is. */
export interface RecordingFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything appended survives a power failure. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a file that must not exist yet, readable by nobody else. */
export type CreateFile = (path: string) => Promise<RecordingFile>;

export const createFile: CreateFile = async (path) => {
  const handle = await open(path, "wx", 0o600);
  return {
    append: (bytes) => writeAll(handle, bytes),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
};

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset, null);
    offset += bytesWritten;
  }
}

/** Makes the entries of a directory durable, such as a new file's name. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
