import { CustomerProgress, type DownloadTicket } from "@ferndiagnose/protocol";
import { type Answer, ask, type Fetch } from "./ask.ts";

/** Asks how far the customer has come. */
export function askProgress(ticket: DownloadTicket, fetchLike: Fetch): Promise<Answer<CustomerProgress>> {
  return ask(CustomerProgress, fetchLike, `/api/v1/progress/${ticket}`);
}
