import { open, rename, truncate, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type Recovery,
  type RecoveryRefusal,
  type RecoverySigner,
  readHeader,
  recoverRecording,
} from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { syncDirectory } from "../recorder/recording-file.ts";
import { FileSource } from "./file-source.ts";
import { exists, quarantineMarkOf, tornTailOf } from "./recording-state.ts";

export type FileRecovery =
  | { outcome: "unchanged" }
  | { outcome: "recovered"; sessionId: string; tornBytes: number }
  | { outcome: "quarantined"; reason: RecoveryRefusal };

/**
 * Gives a file whose writer is gone its end (FDR1 specification, section 10), or puts it into quarantine. May be interrupted at
 * any point and run again.
 */
export async function recoverFile(path: string, signer: RecoverySigner): Promise<FileRecovery> {
  const source = await FileSource.open(path);
  try {
    return await carryOut(path, source, await recoverRecording(source, signer, { checks: nodeChecks }));
  } finally {
    await source.close();
  }
}

async function carryOut(path: string, source: FileSource, plan: Recovery): Promise<FileRecovery> {
  switch (plan.outcome) {
    case "unchanged":
      return { outcome: "unchanged" };
    case "refused":
      await writeDurably(quarantineMarkOf(path), Buffer.from(`${JSON.stringify({ reason: plan.reason })}\n`));
      return { outcome: "quarantined", reason: plan.reason };
    case "recoverable": {
      const { cutAt, tornTail, frame } = plan;
      const { header } = await readHeader(source);
      if (tornTail.length > 0) await keepTornTail(path, tornTail);
      await cutAndAppend(path, cutAt, frame);
      return { outcome: "recovered", sessionId: header.sessionId, tornBytes: tornTail.length };
    }
    default:
      return plan satisfies never;
  }
}

/** The first tail is the one that the crash left; a later one is of an interrupted recovery. */
async function keepTornTail(path: string, tail: Uint8Array): Promise<void> {
  if (!(await exists(tornTailOf(path)))) await writeDurably(tornTailOf(path), tail);
}

async function cutAndAppend(path: string, cutAt: number, frame: Uint8Array): Promise<void> {
  await truncate(path, cutAt);
  const handle = await open(path, "a");
  try {
    await handle.appendFile(frame);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.new`;
  await writeFile(temporary, bytes, { mode: 0o600, flush: true });
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}
