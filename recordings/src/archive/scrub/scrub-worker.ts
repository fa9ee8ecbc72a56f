/** One of the threads of a scrub: verifies the files that it is given, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { fromHex, type RandomAccess, type Verdict, verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { DirectoryBlobStore } from "../../blob-store/directory-blob-store.ts";
import type { ScrubbedFile } from "./scrub-finding.ts";

export interface ScrubTask {
  recordingId: string;
  /** Heads that database and transparency log know: the file must contain them. */
  anchors: readonly { seq: number; hash: string }[];
  /** Whether the database knows its end. */
  hasEnded: boolean;
}

export interface ScrubWorkerData {
  directory: string;
  /** One 64-bit counter of the bytes read, shared by all threads. */
  bytesRead: SharedArrayBuffer;
}

const { directory, bytesRead } = workerData as ScrubWorkerData;
const blobs = new DirectoryBlobStore(directory);
const counter = new BigUint64Array(bytesRead);

/** Reads ahead: the next piece comes from the disk while this one is being checked. */
async function* piecesOf(source: RandomAccess): AsyncGenerator<Uint8Array, void, undefined> {
  const pieceBytes = 1024 * 1024;
  let next = source.read(0, pieceBytes);
  for (let at = 0; at < source.size; ) {
    const piece = await next;
    if (piece.length === 0) return;
    at += piece.length;
    next = source.read(at, pieceBytes);
    // A failure is thrown when the piece is asked for.
    next.catch(() => undefined);
    Atomics.add(counter, 0, BigInt(piece.length));
    yield piece;
  }
}

async function scrub({ recordingId, anchors: known }: ScrubTask): Promise<ScrubbedFile> {
  const anchors = known.map(({ seq, hash }) => ({ seq, hash: fromHex(hash) }));
  try {
    const blob = await blobs.open(recordingId);
    try {
      const verdict: Verdict = await verifyRecording(piecesOf(blob), { anchors, checks: nodeChecks });
      return { verdict };
    } finally {
      await blob.close();
    }
  } catch (error) {
    return { errorCode: (error as NodeJS.ErrnoException).code ?? "internal" };
  }
}

parentPort?.on("message", (task: ScrubTask) => {
  void scrub(task).then((scrubbed) => parentPort?.postMessage(scrubbed));
});
