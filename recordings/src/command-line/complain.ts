import { ReceiptFile, readComplaintCode, SessionId } from "@ferndiagnose/protocol";
import type { Random } from "../ports.ts";
import { atDesk } from "./at-desk.ts";
import { type ComplaintDetails, complain } from "./client/complain.ts";
import { CommandError } from "./command-error.ts";
import { readJsonFile } from "./read-json-file.ts";

export interface ComplainOptions {
  readonly desk: string;
  /** The file the customer's program saved. */
  readonly receipt: string | undefined;
  readonly number: string | undefined;
  /** Asked for when left out: what is typed as an argument, others on this machine can read. */
  readonly code: string | undefined;
  askCode(): Promise<string>;
  readonly random: Random;
}

/** Complains about a session, as the customer or for the customer. */
export async function complainCommand(options: ComplainOptions, print: (line: string) => void): Promise<number> {
  const details = await detailsOf(options);
  const accepted = await atDesk(options.desk, (line) => complain(line, details, options.random));
  print(`case      ${accepted.caseId}`);
  print(`recording ${accepted.recordingId}: is kept until the case is closed`);
  print(`reviewed  by ${new Date(accepted.reviewAt).toISOString().slice(0, 10)} at the latest`);
  return 0;
}

async function detailsOf({ receipt, number, code, askCode }: ComplainOptions): Promise<ComplaintDetails> {
  if (receipt !== undefined) {
    const { receipt: signed, complaintCode } = await readJsonFile(receipt, ReceiptFile, "receipt");
    return { sessionId: signed.receipt.sessionId, code: complaintCode, recordingKey: signed.recordingKey };
  }
  const sessionId = SessionId.safeParse(number?.replace(/[\s-]/g, "").toLowerCase());
  if (!sessionId.success) throw new CommandError("The number on the receipt has 20 letters and digits.");
  const complaintCode = readComplaintCode(code ?? (await askCode()));
  if (complaintCode === undefined) {
    throw new CommandError("This is no complaint code: 20 letters and digits, one of them was mistyped perhaps.");
  }
  return { sessionId: sessionId.data, code: complaintCode };
}
