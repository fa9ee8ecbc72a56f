/**
 * A recorder that does nothing but write, to be killed: `node writing-program.ts ARCHIVE AUDITOR_SET RECOVERY_KEY`.
 * Prints the recording's number, then the sequence number of every frame once it is durable.
 */
import { writeSync } from "node:fs";
import { SessionId } from "@ferndiagnose/protocol";
import { RecordBatch, RecordKind } from "@ferndiagnose/sealed-recording";
import { Archive } from "../archive/archive.ts";
import { loadRecoveryKey } from "../archive/recovery-key.ts";
import { beginRecording } from "../recorder/begin-recording.ts";
import { OpenRecording } from "../recorder/open-recording.ts";
import { systemClock, systemRandom } from "../system-ports.ts";

const [directory = "", auditorSetFile = "", keyFile = ""] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ports = { clock: systemClock, random: systemRandom, log };
const archive = new Archive(directory);
const recoveryKey = await loadRecoveryKey(keyFile, ports.random);
const place = { archive, auditorSetFile, recoveryKey, reserveBytes: 0, retentionDays: 90 };
const { created, file, startUs } = await beginRecording(place, SessionId.parse("a".repeat(20)), ports);
let seq = 0;
const recording = new OpenRecording({
  clock: ports.clock,
  created,
  file,
  startUs,
  onFailed: () => process.exit(1),
  // Synchronously, so that nothing that was told can be lost with the process.
  onDurable: () => writeSync(1, `durable ${++seq}\n`),
});
writeSync(1, `recording ${created.header.recordingId}\n`);
const batch = new RecordBatch();
for (;;) {
  for (let index = 0; index < 10; index++) {
    batch.append(recording.elapsedUs, RecordKind.rtpFromCustomer, ports.random(1_000));
  }
  recording.addBatch(batch.take());
  await new Promise((resolve) => setTimeout(resolve, 5));
}
