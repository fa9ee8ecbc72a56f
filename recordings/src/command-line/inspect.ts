import { verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { describeVerdict, exitCodeOf } from "./describe-verdict.ts";
import { withSource } from "./open-source.ts";

/** Shows what a recording tells about itself without a key. */
export async function inspectCommand(path: string, print: (line: string) => void): Promise<number> {
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
    print(`retention    ${header.policy.retentionDays} days`);
  }
  if (verdict.status === "complete" || verdict.status === "recovered") {
    print(`destroyed at ${isoTime(verdict.closing.deleteAtMs)} at the latest`);
  }
  return exitCodeOf(verdict);
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
