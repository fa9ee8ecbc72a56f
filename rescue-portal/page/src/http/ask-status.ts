import { RecordingStatus, type SessionId } from "@ferndiagnose/protocol";
import { type Answer, ask, type Fetch } from "./ask.ts";

/** Asks the portal what became of a recording. */
export function askStatus(number: SessionId, fetchLike: Fetch): Promise<Answer<RecordingStatus>> {
  return ask(RecordingStatus, fetchLike, `/api/v1/receipts/${number}`);
}
