import { access } from "node:fs/promises";
import { FileSource } from "./file-source.ts";

/** `unfinished`: no closing frame: being written, or its writer is gone. */
export type RecordingState = "unfinished" | "complete" | "recovered" | "quarantined";

/** Size of a closing frame, and where its type stands (FDR1 specification, section 6). */
const closingFrameBytes = 232;
const typeOffset = 5;

/** What a file's last bytes say, without checking them; `verifyRecording` does that. */
export async function recordingState(path: string): Promise<RecordingState> {
  if (await exists(quarantineMarkOf(path))) return "quarantined";
  const source = await FileSource.open(path);
  try {
    const tail = Buffer.from(await source.read(Math.max(0, source.size - closingFrameBytes), closingFrameBytes));
    if (tail.length < closingFrameBytes || tail.toString("latin1", 0, 4) !== "FDRF") return "unfinished";
    if (tail[typeOffset] === 3) return "complete";
    return tail[typeOffset] === 4 ? "recovered" : "unfinished";
  } finally {
    await source.close();
  }
}

export function quarantineMarkOf(path: string): string {
  return `${path}.quarantine`;
}

export function tornTailOf(path: string): string {
  return `${path}.torn`;
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}
