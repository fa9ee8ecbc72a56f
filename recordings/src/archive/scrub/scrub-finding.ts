import { toHex, type Verdict } from "@ferndiagnose/sealed-recording";
import type { LoggedRecording } from "../../transparency/logged-recording.ts";
import type { KnownRecording } from "./known-recordings.ts";

/**
 * What a scrub says of a recording that is not simply complete.
 * `damaged`: not what was written. `contradicted`: database and transparency log say different things of it. `missing`: known and gone. `reappeared`: destroyed and back. `unreadable`: the disk failed.
 * `unfinished`: no end, and nobody is known to be writing. `unknown`: the database does not know it. `quarantined`: left alone
 * at a start. `leftover`: a companion without its recording. `unlogged`: nothing says which of the log's leaves are about it, so that
 * the log cannot vouch for its length. `recovered`: sound, but a crash cut it short.
 */
export const findingKinds = [
  "damaged",
  "contradicted",
  "missing",
  "reappeared",
  "unreadable",
  "unfinished",
  "unknown",
  "quarantined",
  "leftover",
  "unlogged",
  "recovered",
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  /** `log` where it is the transparency log itself. */
  recordingId: string;
  kind: FindingKind;
  /** Codes and numbers. */
  detail: string;
}

/** Of one file. A disk that does not give it back has a system's code. */
export type ScrubbedFile = { verdict: Verdict } | { errorCode: string };

export interface KnownOutside {
  /** Undefined when there is no database at all, null when the database has no such recording. */
  known: KnownRecording | undefined | null;
  /** Undefined when there is no log at all. */
  logged: LoggedRecording | undefined;
}

export function findingsOf(recordingId: string, scrubbed: ScrubbedFile, { known, logged }: KnownOutside): Finding[] {
  const finding = (kind: FindingKind, detail = ""): Finding => ({ recordingId, kind, detail });
  // Whoever destroys it is at it.
  if (known?.state === "shredding") return [];
  if (known?.state === "destroyed") return [finding("reappeared")];
  const findings = known === null ? [finding("unknown")] : [];
  if (known?.state === "quarantined") findings.push(finding("quarantined"));
  if (known && logged) findings.unshift(...loggedFindings(known, logged));
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

function loggedFindings({ recordingId, ...known }: KnownRecording, logged: LoggedRecording): Finding[] {
  const { opened, end, flaw } = logged;
  if (flaw) return [{ recordingId, kind: "contradicted", detail: flaw }];
  if (!opened && known.finalSeq !== null) return [{ recordingId, kind: "unlogged", detail: "" }];
  const isSame = !end || known.finalSeq === null || (end.seq === known.finalSeq && toHex(end.hash) === known.finalHash);
  if (isSame) return [];
  return [
    {
      recordingId,
      kind: "contradicted",
      detail: `log: ended at frame ${end.seq}, database: at frame ${known.finalSeq}`,
    },
  ];
}

/** 1: something is lost or was altered. 2: somebody should look. 0: all is as it was written. */
export function exitCodeOfFindings(findings: readonly Finding[]): number {
  const has = (...kinds: FindingKind[]) => findings.some(({ kind }) => kinds.includes(kind));
  if (has("damaged", "contradicted", "missing", "reappeared", "unreadable")) return 1;
  return has("unfinished", "unknown", "quarantined", "leftover", "unlogged") ? 2 : 0;
}
