import type { Verdict } from "@ferndiagnose/sealed-recording";
import type { KnownRecording } from "./known-recordings.ts";

/**
 * What a scrub says of a recording that is not simply complete.
 * `damaged`: not what was written. `missing`: known and gone. `reappeared`: destroyed and back. `unreadable`: the disk failed.
 * `unfinished`: no end, and nobody is known to be writing. `unknown`: the database does not know it. `quarantined`: left alone
 * at a start. `leftover`: a companion without its recording. `recovered`: sound, but a crash cut it short.
 */
export const findingKinds = [
  "damaged",
  "missing",
  "reappeared",
  "unreadable",
  "unfinished",
  "unknown",
  "quarantined",
  "leftover",
  "recovered",
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  recordingId: string;
  kind: FindingKind;
  /** Codes and numbers. */
  detail: string;
}

/** Of one file. A disk that does not give it back has a system's code. */
export type ScrubbedFile = { verdict: Verdict } | { errorCode: string };

/** `known` is undefined when there is no database at all, null when the database has no such recording. */
export function findingsOf(
  recordingId: string,
  scrubbed: ScrubbedFile,
  known: KnownRecording | undefined | null,
): Finding[] {
  const finding = (kind: FindingKind, detail = ""): Finding => ({ recordingId, kind, detail });
  // Whoever destroys it is at it.
  if (known?.state === "shredding") return [];
  if (known?.state === "destroyed") return [finding("reappeared")];
  const findings = known === null ? [finding("unknown")] : [];
  if (known?.state === "quarantined") findings.push(finding("quarantined"));
  if ("errorCode" in scrubbed) return [finding("unreadable", scrubbed.errorCode), ...findings];
  const { verdict } = scrubbed;
  if (verdict.intact && verdict.intact.header.recordingId !== recordingId) {
    return [finding("damaged", "another recording's file"), ...findings];
  }
  switch (verdict.status) {
    case "complete":
      return findings;
    case "recovered":
      return [...findings, finding("recovered", `${verdict.closing.frames} frames`)];
    case "truncated":
      if (known?.state === "open" || known?.state === "quarantined") return findings;
      return [...findings, finding("unfinished", `${verdict.intact.head.seq} frames, ${verdict.tornBytes} torn bytes`)];
    case "damaged":
      return [finding("damaged", `frame ${verdict.seq} at byte ${verdict.offset}: ${verdict.what}`), ...findings];
  }
}

/** 1: something is lost or was altered. 2: somebody should look. 0: all is as it was written. */
export function exitCodeOfFindings(findings: readonly Finding[]): number {
  const has = (...kinds: FindingKind[]) => findings.some(({ kind }) => kinds.includes(kind));
  if (has("damaged", "missing", "reappeared", "unreadable")) return 1;
  return has("unfinished", "unknown", "quarantined", "leftover") ? 2 : 0;
}
