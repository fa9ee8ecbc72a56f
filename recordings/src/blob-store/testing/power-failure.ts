import { dirname, join } from "node:path";
import type { Choices } from "./choices.ts";
import { type DiskCall, type Entries, type Inode, type MemoryDisk, withLength, withWrite } from "./memory-disk.ts";

const sectorBytes = 512;

/**
 * What a disk holds after the power failed: everything that was synced, and of the rest whatever chance left of it. `dropped`: nothing
 * of the rest; `kept`: all of it; `torn`: any of the calls, in part, in any order, and lengths that grew before their data came.
 */
export type Loss = "dropped" | "kept" | "torn";

/** The entries to mount after a power failure that came when `count` calls of the disk had been made. */
export function afterPowerFailure(disk: MemoryDisk, count: number, loss: Loss, choices: Choices): Entries {
  const calls = disk.calls.slice(0, count);
  const names = namesAfter(disk, calls, loss, choices);
  const contents = new Map<Inode, Uint8Array>();
  const entries = new Map<string, Uint8Array | "directory">();
  for (const [path, entry] of names) {
    // What lies in a directory whose own name was lost is lost.
    if (dirname(path) !== "/" && names.get(dirname(path)) !== "directory") continue;
    if (entry === "directory") {
      entries.set(path, entry);
      continue;
    }
    const content = contents.get(entry) ?? contentAfter(entry, calls, loss, choices);
    contents.set(entry, content);
    entries.set(path, content);
  }
  return entries;
}

type Names = Map<string, Inode | "directory">;
type NameCall = Extract<DiskCall, { directory: string }>;

function namesAfter(disk: MemoryDisk, calls: readonly DiskCall[], loss: Loss, choices: Choices): Names {
  const names: Names = new Map(disk.mounted);
  const lastSync = new Map<string, number>();
  for (const [at, call] of calls.entries()) if (call.kind === "sync_directory") lastSync.set(call.directory, at);
  for (const [at, call] of calls.entries()) {
    if (!("directory" in call) || call.kind === "sync_directory") continue;
    const isSynced = at < (lastSync.get(call.directory) ?? -1);
    if (isSynced || survives(loss, choices)) applyName(names, call);
  }
  return names;
}

function applyName(names: Names, call: Exclude<NameCall, { kind: "sync_directory" }>): void {
  switch (call.kind) {
    case "link":
      names.set(join(call.directory, call.name), call.inode);
      break;
    case "make_directory":
      names.set(join(call.directory, call.name), "directory");
      break;
    case "unlink":
      names.delete(join(call.directory, call.name));
      break;
    case "rename":
      names.delete(join(call.directory, call.from));
      names.set(join(call.directory, call.to), call.inode);
      break;
    default:
      call satisfies never;
  }
}

function contentAfter(inode: Inode, calls: readonly DiskCall[], loss: Loss, choices: Choices): Uint8Array {
  const own = calls.filter(
    (call) => "inode" in call && call.inode === inode && call.kind !== "link" && call.kind !== "rename",
  );
  const lastSync = own.findLastIndex(({ kind }) => kind === "sync");
  let content = inode.mounted;
  for (const [at, call] of own.entries()) {
    const isSynced = at < lastSync;
    if (call.kind === "truncate" && (isSynced || survives(loss, choices))) content = withLength(content, call.length);
    if (call.kind !== "write") continue;
    if (isSynced || loss === "kept") content = withWrite(content, call.position, call.bytes);
    else if (loss === "torn") content = withTornWrite(content, call.position, call.bytes, choices);
  }
  return content;
}

/** Some sectors of a write are there; the file may be longer than its data. */
function withTornWrite(before: Uint8Array, position: number, bytes: Uint8Array, choices: Choices): Uint8Array {
  let content = before;
  const reaches = position + bytes.length;
  if (choices.coin())
    content = withLength(content, Math.max(content.length, position + choices.below(bytes.length + 1)));
  // Often a clean prefix, as an ordered disk leaves it; else any sectors.
  const prefix = choices.coin() ? choices.below(bytes.length + 1) : undefined;
  if (prefix !== undefined) return withWrite(content, position, bytes.subarray(0, prefix));
  for (let start = position - (position % sectorBytes); start < reaches; start += sectorBytes) {
    if (choices.coin()) continue;
    const [from, to] = [Math.max(start, position), Math.min(start + sectorBytes, reaches)];
    content = withWrite(content, from, bytes.subarray(from - position, to - position));
  }
  return content;
}

function survives(loss: Loss, choices: Choices): boolean {
  return loss === "kept" || (loss === "torn" && choices.coin());
}
