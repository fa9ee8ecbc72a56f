import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ChannelRecord } from "@ferndiagnose/protocol";
import {
  bytesSource,
  openLock,
  RecordKind,
  readAuditorKeyFile,
  readHeader,
  readRecords,
  unsealShare,
  verifyRecording,
} from "@ferndiagnose/sealed-recording";
import { until } from "./forged-server.ts";
import type { Server } from "./server.ts";

/** The technician's messages as two auditors find them in the recording of this session, once it is sealed. */
export async function recordedMessages(server: Server, sessionId: string): Promise<ChannelRecord[]> {
  const file = await recordingOf(server, sessionId);
  const source = bytesSource(new Uint8Array(readFileSync(file)));
  const { header } = await readHeader(source);
  const shares = [];
  for (const { keyFile } of server.summary.auditors.slice(0, 2)) {
    shares.push(await unsealShare(header, await readAuditorKeyFile(readFileSync(keyFile, "utf8"))));
  }
  const messages: ChannelRecord[] = [];
  for await (const record of readRecords(source, await openLock(header, shares))) {
    if (record.kind !== RecordKind.channelMessage) continue;
    messages.push(ChannelRecord.parse(JSON.parse(Buffer.from(record.payload).toString("utf8"))));
  }
  return messages;
}

async function recordingOf(server: Server, sessionId: string): Promise<string> {
  let found: string | undefined;
  await until(
    async () => {
      for (const file of server.archives.flatMap(filesIn)) {
        if (!file.endsWith(".fdr")) continue;
        const source = bytesSource(new Uint8Array(readFileSync(file)));
        if ((await readHeader(source)).header.sessionId !== sessionId) continue;
        // Until its final frame stands there, it is still being written.
        if ((await verifyRecording(source)).status === "complete") found = file;
      }
      return found !== undefined;
    },
    "the sealed recording",
    10_000,
  );
  return found ?? "";
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
