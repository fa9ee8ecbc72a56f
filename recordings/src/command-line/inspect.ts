import { verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { TimelineDocument } from "../export/timeline-document.ts";
import { describeCovered } from "./describe-covered.ts";
import { describeVerdict, duration, exitCodeOf } from "./describe-verdict.ts";
import { withSource } from "./open-source.ts";
import { readJsonFile } from "./read-json-file.ts";

/**
 * Shows what a recording tells about itself without a key. What was paused and masked is sealed with the rest of it: that the timeline
 * of an export tells, so such a file can be inspected too.
 */
export async function inspectCommand(path: string, print: (line: string) => void): Promise<number> {
  if (path.endsWith(".json")) return inspectTimeline(path, print);
  const { verdict, size } = await withSource(path, async (source) => ({
    verdict: await verifyRecording(source, { checks: nodeChecks }),
    size: source.size,
  }));
  print(`state        ${describeVerdict(verdict)}`);
  if (verdict.intact) {
    const { header, head, utcMs } = verdict.intact;
    print(`recording    ${header.recordingId}`);
    print(`session      ${header.sessionId}`);
    print(`begun        ${isoTime(header.createdAtMs)}`);
    print(`last frame   ${head.seq}, sealed ${isoTime(utcMs)}`);
    print(`size         ${size} bytes`);
    for (const { kind, name, threshold, auditors } of header.policy.locks) {
      print(`lock         ${name} (${kind}): ${threshold} of ${auditors.length}`);
      for (const keyId of auditors) print(`  auditor    ${keyId}`);
    }
    print("covered      sealed: the timeline of an export tells what was paused or masked");
    print(`retention    ${header.policy.retentionDays} days`);
  }
  if (verdict.status === "complete" || verdict.status === "recovered") {
    print(`destroyed at ${isoTime(verdict.closing.deleteAtMs)} at the latest`);
  }
  return exitCodeOf(verdict);
}

async function inspectTimeline(path: string, print: (line: string) => void): Promise<number> {
  const timeline = await readJsonFile(path, TimelineDocument, "timeline of an export");
  print(`state        ${timeline.state}, exported`);
  print(`recording    ${timeline.recordingId}`);
  print(`session      ${timeline.sessionId}`);
  print(`begun        ${isoTime(timeline.createdAtMs)}`);
  print(`length       ${duration(timeline.durationMs)}`);
  print(`entries      ${timeline.entries.length}`);
  for (const line of describeCovered(timeline.covered)) print(line);
  return 0;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
