import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CaseId, type CaseOpening } from "@ferndiagnose/protocol";
import { type PrivateDirectory, withPrivateDirectory } from "../export/private-directory.ts";
import { type DeskCommandOptions, signedInAtDesk } from "./at-desk.ts";
import type { AuditorAtDesk } from "./client/auditor-at-desk.ts";
import { DeskUnreachable } from "./client/desk-refusal.ts";
import { rootOf } from "./client/open-recording.ts";
import { readViewerFile } from "./client/viewer-file.ts";
import { CommandError } from "./command-error.ts";
import { describeCovered } from "./describe-covered.ts";
import { duration } from "./describe-verdict.ts";
import { withSource } from "./open-source.ts";
import { type AskPassphrase, readAuditorKey } from "./read-auditor-key.ts";

export interface ExportCommandOptions extends DeskCommandOptions {
  readonly caseId: string;
  /** The file of the viewer key that the case was taken with. */
  readonly viewer: string;
  readonly out: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Shown and replaced while it works. */
  progress(line: string): void;
}

/**
 * Opens an approved case on this machine: has the secret released, downloads the sealed file, opens it here, and makes a video and a
 * timeline of it. Neither key nor picture goes back to the server.
 */
export async function exportCommand(options: ExportCommandOptions, print: (line: string) => void): Promise<number> {
  const { out, progress, environment } = options;
  if (!out.endsWith(".mp4")) throw new CommandError("The export is an MP4: let --out end in .mp4.");
  const caseId = CaseId.safeParse(options.caseId).data;
  if (caseId === undefined) throw new CommandError("A case number has 16 letters and digits. See cases list.");
  const viewer = await readViewerFile(options.viewer);
  const askPassphrase = askedOnce(options.askPassphrase);
  const auditor = await readAuditorKey(options.key, askPassphrase);
  const signIn = { ...options, askPassphrase };
  const result = await withPrivateDirectory(out, async (directory) => {
    const { opening, file } = await signedInAtDesk(signIn, (desk) => fetchRecording(desk, caseId, directory, progress));
    // Decoders and muxers take a second to load; the other commands do without them.
    const { exportRecording } = await import("../export/export-recording.ts");
    return withSource(file, (source) =>
      exportRecording({
        source,
        rootOf: (header) =>
          rootOf(header, opening, { viewer, auditor }, (keyId) =>
            print(`The share of ${keyId} is not what was locked; it is left out.`),
          ),
        caseId,
        directory,
        out,
        environment,
        onProgress: (step, share) => progress(`${step} ${Math.round(share * 100)} %`),
      }),
    );
  });
  print(
    `${result.state}: ${duration(result.durationMs)}, ${result.frames} pictures, ${result.droppedFrames} not shown`,
  );
  for (const line of describeCovered(result.covered)) print(line);
  print(`video        ${out}`);
  print(`timeline     ${result.timelineFile}, ${result.entries} entries`);
  return 0;
}

/** The key is needed to sign in and to unseal the code. */
function askedOnce(ask: AskPassphrase): AskPassphrase {
  let answer: Promise<string> | undefined;
  return (keyFile) => {
    answer ??= ask(keyFile);
    return answer;
  };
}

async function fetchRecording(
  desk: AuditorAtDesk,
  caseId: CaseId,
  directory: PrivateDirectory,
  progress: (line: string) => void,
): Promise<{ opening: CaseOpening; file: string }> {
  const opening = await desk.release(caseId);
  const file = join(directory.path, "recording.fdr");
  const { length, pieces } = await desk.line.stream(`cases/${caseId}/file`);
  let received = 0;
  const counted = async function* () {
    for await (const piece of pieces) {
      received += piece.length;
      progress(`downloading ${Math.round((100 * received) / Math.max(1, length))} %`);
      yield piece;
    }
  };
  try {
    await pipeline(Readable.from(counted()), createWriteStream(file, { mode: 0o600 }));
  } catch (cause) {
    throw new DeskUnreachable("The download broke off: the line was lost, or the case was closed", { cause });
  }
  return { opening, file };
}
