import { Base64Url, type ComplaintCode, ReceiptFile, readComplaintCode, SessionId } from "@ferndiagnose/protocol";

/**
 * What stands on a receipt: its number, and the code that is nobody's business but the customer's. Its link and its QR code carry also the
 * key that signed the recording, unpadded base64url: what the portal sends is then checked against it.
 */
export interface ReceiptTicket {
  readonly number: SessionId | undefined;
  readonly code: ComplaintCode | undefined;
  readonly recordingKey: string | undefined;
}

/** The receipt as a file has all three. */
export interface WholeTicket {
  readonly number: SessionId;
  readonly code: ComplaintCode;
  readonly recordingKey: string;
}

export const noTicket: ReceiptTicket = { number: undefined, code: undefined, recordingKey: undefined };

const keyLength = 43;

/** From the file that the customer's program saved; undefined when it is another file. */
export function readReceiptFile(text: string): WholeTicket | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // No JSON: then it is no receipt either.
    return undefined;
  }
  const file = ReceiptFile.safeParse(json).data;
  if (file === undefined) return undefined;
  const { receipt, recordingKey } = file.receipt;
  return { number: receipt.sessionId, code: file.complaintCode, recordingKey };
}

/** A number as people type it from paper: in groups, in capitals. The digits 0, 1, 8 and 9 do not occur in numbers. */
export function readNumber(text: string): SessionId | undefined {
  const plain = text.replace(/[\s.-]/g, "").toLowerCase();
  const parsed = SessionId.safeParse(plain.replaceAll("0", "o").replaceAll("1", "l").replaceAll("8", "b"));
  return parsed.success ? parsed.data : undefined;
}

/** From the fragment of the address on a receipt, `#number.code.key`. A fragment never reaches a server. */
export function readTicket(fragment: string): ReceiptTicket {
  const [number = "", code = "", key = ""] = fragment.replace(/^#/, "").split(".");
  const recordingKey = key.length === keyLength ? Base64Url.safeParse(key).data : undefined;
  return { number: readNumber(number), code: readComplaintCode(code), recordingKey };
}

/** The same, and code and key are gone from the address: out of history, bookmarks and other people's sight. */
export function takeTicket(page: Pick<Location, "hash" | "pathname" | "search">, history: History): ReceiptTicket {
  const ticket = readTicket(page.hash);
  if (page.hash !== "") {
    const fragment = ticket.number === undefined ? "" : `#${ticket.number}`;
    history.replaceState(null, "", `${page.pathname}${page.search}${fragment}`);
  }
  return ticket;
}
