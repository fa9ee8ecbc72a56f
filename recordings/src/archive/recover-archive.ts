import { SessionId } from "@ferndiagnose/protocol";
import type { RecoverySigner } from "@ferndiagnose/sealed-recording";
import type { Log } from "../ports.ts";
import type { Archive } from "./archive.ts";
import { recordingState } from "./recording-state.ts";
import { recoverFile } from "./recover-file.ts";

export interface ArchiveRecovery {
  /** Sessions whose recordings got a `recovered` end just now. */
  recovered: SessionId[];
  quarantined: number;
  /** Files that could not even be read or written; they are tried again at the next start. */
  failed: number;
}

/**
 * Looks through the archive for recordings that a crash left without an end. Run before any recording is begun: then nobody
 * writes to what it finds. One bad file does not keep the others from their recovery.
 */
export async function recoverArchive(archive: Archive, signer: RecoverySigner, log: Log): Promise<ArchiveRecovery> {
  const result: ArchiveRecovery = { recovered: [], quarantined: 0, failed: 0 };
  for await (const recordingId of archive.list()) {
    const path = archive.pathOf(recordingId);
    try {
      if ((await recordingState(path)) !== "unfinished") continue;
      const recovery = await recoverFile(path, signer);
      if (recovery.outcome === "recovered") {
        const sessionId = SessionId.safeParse(recovery.sessionId);
        if (sessionId.success) result.recovered.push(sessionId.data);
        log.info({ recordingId, tornBytes: recovery.tornBytes }, "recording.recovered");
      } else if (recovery.outcome === "quarantined") {
        result.quarantined++;
        log.error({ recordingId, reason: recovery.reason }, "recording.quarantined");
      }
    } catch (error) {
      result.failed++;
      log.error({ recordingId, code: (error as NodeJS.ErrnoException).code ?? "internal" }, "recording.not_recovered");
    }
  }
  return result;
}
