import { ChannelRecord } from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import type { Complaint } from "./complain.ts";
import { openRecording } from "./open-recording.ts";
import type { Server } from "./server.ts";

/** The technician's messages as two auditors find them in the recording of this session, once it is sealed. */
export async function recordedMessages(server: Server, complaint: Complaint): Promise<ChannelRecord[]> {
  const { records } = await openRecording(server, complaint);
  return records
    .filter(({ kind }) => kind === RecordKind.channelMessage)
    .map(({ payload }) => ChannelRecord.parse(JSON.parse(Buffer.from(payload).toString("utf8"))));
}
