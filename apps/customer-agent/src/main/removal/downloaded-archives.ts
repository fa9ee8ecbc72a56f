import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { type Files, isNotThere, lookAt } from "./files.ts";
import { PROGRAM_MARKER_FILE, ProgramMarker } from "./program-marker.ts";

const blockBytes = 512;
const readBytes = 64 * 1024;

/**
 * The archives from which this very program was unpacked: files in these places that are named like ours and begin with
 * the marker of the same build. A browser may have saved several.
 */
export function findDownloadedArchives(files: Files, places: readonly string[], buildId: string): string[] {
  const found = new Set<string>();
  for (const place of places) {
    for (const name of namesIn(files, place)) {
      if (!/^Ferndiagnose.*\.tar\.gz$/.test(name)) continue;
      const path = join(place, name);
      if (lookAt(files, path)?.isFile() && readArchiveMarker(files, path)?.buildId === buildId) found.add(path);
    }
  }
  return [...found];
}

/** Our archives begin with their one folder and the marker in it (ustar, POSIX.1-1988). */
function readArchiveMarker(files: Files, path: string): ProgramMarker | undefined {
  const start = unpackStart(readStart(files, path));
  if (!start) return undefined;
  const file = start.subarray(blockBytes);
  const name = file.toString("utf8", 0, 100).replace(/\0.*$/s, "");
  if (!name.endsWith(`/${PROGRAM_MARKER_FILE}`)) return undefined;
  const size = Number.parseInt(file.toString("latin1", 124, 136), 8);
  if (!(size > 0 && size <= file.length - blockBytes)) return undefined;
  try {
    return ProgramMarker.safeParse(JSON.parse(file.toString("utf8", blockBytes, blockBytes + size))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readStart(files: Files, path: string): Buffer {
  const buffer = Buffer.alloc(readBytes);
  try {
    const handle = files.openSync(path, "r");
    try {
      return buffer.subarray(0, files.readSync(handle, buffer, 0, readBytes, 0));
    } finally {
      files.closeSync(handle);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isNotThere(error) || code === "EACCES" || code === "EPERM") return Buffer.alloc(0);
    throw error;
  }
}

function unpackStart(packed: Buffer): Buffer | undefined {
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 << 20 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith("Z_") || code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw error;
  }
}

function namesIn(files: Files, place: string): string[] {
  try {
    return files.readdirSync(place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isNotThere(error) || code === "EACCES" || code === "EPERM") return [];
    throw error;
  }
}
