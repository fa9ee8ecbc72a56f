import { join } from "node:path";
import { type Heartbeat, heartbeatSignedBytes, ReceiptFile, SignedReceipt } from "@ferndiagnose/protocol";
import {
  type Anchor,
  canonicalBytes,
  fromHex,
  type RandomAccess,
  readHeader,
  SealedRecordingError,
  signedMessage,
  toHex,
  type Verdict,
  verifyRecording,
} from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { TransparencyLogError } from "@ferndiagnose/transparency-log";
import { z } from "zod";
import { openKnownRecordings } from "../archive/scrub/known-recordings.ts";
import { readLogHeads } from "../archive/scrub/log-heads.ts";
import { type LoggedRecording, nothingLogged } from "../transparency/logged-recording.ts";
import { CommandError } from "./command-error.ts";
import { describeVerdict, exitCodeOf } from "./describe-verdict.ts";
import { withSource } from "./open-source.ts";
import { readJsonFile } from "./read-json-file.ts";

export interface VerifyOptions {
  readonly file: string;
  /** `SEQ:HASH`, as the receipt or the log has them. */
  readonly anchors: readonly string[];
  /** What the customer's program saved, or the signed receipt alone. */
  readonly receipt: string | undefined;
  /** The archive whose transparency log the recording is held against. */
  readonly data?: string | undefined;
}

type IntactVerdict = Extract<Verdict, { status: "complete" | "recovered" }>;

/** Checks a recording without any key; with the receipt, that it is the recording the customer was promised. */
export async function verifyCommand(options: VerifyOptions, print: (line: string) => void): Promise<number> {
  const kept = options.receipt === undefined ? undefined : await readReceipt(options.receipt);
  const told = [...options.anchors.map(parseAnchor), ...(kept?.anchors ?? []).map(anchorOf)];
  const { verdict, logged } = await withSource(options.file, async (source) => {
    const logged = options.data === undefined ? undefined : await loggedBy(options.data, source);
    const anchors = [...told, ...(logged?.anchors ?? [])];
    return { verdict: await verifyRecording(source, { anchors, checks: nodeChecks }), logged };
  });
  print(describeVerdict(verdict));
  if (logged?.flaw) print(`what is said of its leaves contradicts the transparency log: ${logged.flaw}`);
  else if (logged?.anchors.length === 0)
    print("the transparency log says nothing of it: nobody can say that it was not cut");
  if (logged && (logged.flaw || logged.anchors.length === 0)) return 1;
  if (verdict.status !== "complete" && verdict.status !== "recovered") return exitCodeOf(verdict);
  const { header, head } = verdict.intact;
  print(`recording ${header.recordingId}, session ${header.sessionId}`);
  print(`fingerprint ${head.seq}:${toHex(head.hash)}`);
  if (kept === undefined) return exitCodeOf(verdict);
  const flaw = await receiptFlaw(kept, verdict);
  if (flaw !== undefined) {
    print(`not the recording of the receipt: ${flaw}`);
    return 1;
  }
  print(`the recording of the receipt, with ${kept.anchors.length} anchors from during the session`);
  return exitCodeOf(verdict);
}

/** What the log in this archive knows of the recording that the file says it is. */
async function loggedBy(directory: string, source: RandomAccess): Promise<LoggedRecording> {
  const known = openKnownRecordings(join(directory, "recordings.db"));
  try {
    const log = known && (await readLogHeads(join(directory, "log", "public"), known));
    if (!log) throw new CommandError(`There is no transparency log in ${directory}.`);
    const { header } = await readHeader(source);
    return log.of(header.recordingId) ?? nothingLogged;
  } catch (error) {
    // The verdict on the file says so, too.
    if (error instanceof SealedRecordingError) return nothingLogged;
    if (error instanceof TransparencyLogError) throw new CommandError(error.message, 1, error);
    throw error;
  } finally {
    known?.close();
  }
}

interface KeptReceipt {
  readonly signed: SignedReceipt;
  readonly anchors: readonly Heartbeat[];
}

async function readReceipt(path: string): Promise<KeptReceipt> {
  const read = await readJsonFile(path, z.union([ReceiptFile, SignedReceipt]), "receipt");
  return "anchors" in read ? { signed: read.receipt, anchors: read.anchors } : { signed: read, anchors: [] };
}

/** What contradicts the receipt; undefined when nothing does. The file has been checked, anchors included. */
async function receiptFlaw({ signed, anchors }: KeptReceipt, { intact, closing }: IntactVerdict) {
  const { receipt, recordingKey, signature } = signed;
  const { header, head } = intact;
  if (receipt.recordingId !== header.recordingId) return "it names another recording";
  if (receipt.sessionId !== header.sessionId) return "it names another session";
  if (Buffer.from(recordingKey, "base64url").toString("hex") !== header.signingKey) return "another key signed it";
  const verify = await nodeChecks.ed25519Verifier(fromHex(header.signingKey));
  const message = signedMessage("receipt", fromHex(header.recordingId), canonicalBytes(receipt));
  if (!(await verify(message, new Uint8Array(Buffer.from(signature, "base64url"))))) return "its signature is wrong";
  for (const anchor of anchors) {
    const bytes = heartbeatSignedBytes(anchor);
    const isSigned = await verify(bytes, new Uint8Array(Buffer.from(anchor.signature, "base64url")));
    if (!isSigned || anchor.recordingId !== header.recordingId) return `its anchor ${anchor.beat} is not signed for it`;
  }
  if (receipt.finalSeq !== head.seq || receipt.finalHash !== toHex(head.hash)) return "it names another end";
  if (receipt.deleteAt !== closing.deleteAtMs) return "it names another day of destruction";
  return undefined;
}

function anchorOf({ frameSeq, headHash }: Heartbeat): Anchor {
  return { seq: frameSeq, hash: fromHex(headHash) };
}

function parseAnchor(text: string): Anchor {
  const match = /^(\d{1,10}):([0-9a-f]{64})$/.exec(text);
  if (!match?.[2])
    throw new CommandError("An anchor is written as the frame's number, a colon and 64 hexadecimal digits.");
  return { seq: Number(match[1]), hash: fromHex(match[2]) };
}
