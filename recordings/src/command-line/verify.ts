import { type Anchor, fromHex, verifyRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { CommandError } from "./command-error.ts";
import { describeVerdict, exitCodeOf } from "./describe-verdict.ts";
import { withSource } from "./open-source.ts";

/** Checks a recording without any key. `anchors` are `SEQ:HASH`, as the receipt or the log has them. */
export async function verifyCommand(
  path: string,
  anchors: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const parsed = anchors.map(parseAnchor);
  const verdict = await withSource(path, (source) => verifyRecording(source, { anchors: parsed, checks: nodeChecks }));
  print(describeVerdict(verdict));
  if (verdict.status === "complete" || verdict.status === "recovered") {
    const { header, head } = verdict.intact;
    print(`recording ${header.recordingId}, session ${header.sessionId}`);
    print(`fingerprint ${head.seq}:${Buffer.from(head.hash).toString("hex")}`);
  }
  return exitCodeOf(verdict);
}

function parseAnchor(text: string): Anchor {
  const match = /^(\d{1,10}):([0-9a-f]{64})$/.exec(text);
  if (!match?.[2])
    throw new CommandError("An anchor is written as the frame's number, a colon and 64 hexadecimal digits.");
  return { seq: Number(match[1]), hash: fromHex(match[2]) };
}
