import { type CaseOpening, ComplaintCode } from "@ferndiagnose/protocol";
import {
  bytesSource,
  fromHex,
  generateSealingKey,
  type Header,
  openLock,
  openResealedShare,
  openSealed,
  parseHeader,
  type RecordedItem,
  readRecords,
  type SealingKey,
  toHex,
} from "@ferndiagnose/sealed-recording";
import { type Complaint, complain } from "./complain.ts";
import { DeskAuditor, random } from "./desk-auditor.ts";
import type { Server } from "./server.ts";

export interface OpenedRecording {
  /** The sealed file as the desk sent it. */
  readonly bytes: Uint8Array;
  readonly header: Header;
  readonly records: readonly RecordedItem[];
  readonly caseId: string;
}

/**
 * Opens a recording the only way there is: a complaint with the receipt's code, a case, two of the demo auditors, the key warden, and
 * everything decrypted here. The case is closed again afterwards.
 */
export async function openRecording(
  server: Server,
  complaint: Complaint,
  now: () => number = Date.now,
): Promise<OpenedRecording> {
  const { caseId, desk } = await complain(server, complaint);
  const [one, two] = await Promise.all(
    server.summary.auditors.slice(0, 2).map(({ keyFile }) => DeskAuditor.signIn(desk, keyFile, now)),
  );
  if (one === undefined || two === undefined) throw new Error("There are no demo auditors");
  const viewer = await generateSealingKey(random);
  await one.take(caseId, toHex(viewer.publicKey));
  await one.approve(caseId);
  await two.approve(caseId);
  const opening = await one.release(caseId);
  const bytes = await one.bytes(`cases/${caseId}/file`);
  await one.close(caseId);
  const { header } = await parseHeader(bytes);
  const root = await openWith(header, opening, viewer, one);
  const records: RecordedItem[] = [];
  for await (const record of readRecords(bytesSource(bytes), root)) {
    records.push({ ...record, payload: record.payload.slice() });
  }
  return { bytes, header, records, caseId };
}

/** The root key, from what was released to the viewer key and the code that was sealed to the auditor. */
export async function openWith(
  header: Header,
  opening: CaseOpening,
  viewer: SealingKey,
  auditor: DeskAuditor,
): Promise<Uint8Array> {
  const { caseId, shares } = opening;
  return openLock(header, {
    lock: "complaint",
    shares: await Promise.all(shares.map((share) => openResealedShare(viewer.privateKey, header, caseId, share))),
    ...(await factorsOf(opening, viewer, auditor)),
  });
}

/** The two factors besides the shares: the warden's and the customer's. */
export async function factorsOf(
  { recordingId, caseId, secret, code }: CaseOpening,
  viewer: SealingKey,
  { key }: DeskAuditor,
): Promise<{ shredSecret: Uint8Array; complaintCode: ComplaintCode }> {
  if (code === null) throw new Error("There is no complaint code");
  const id = fromHex(recordingId);
  const caseBinding = Buffer.concat([id, Buffer.from(caseId)]);
  const codeBinding = Buffer.concat([id, fromHex(key.keyId)]);
  const plainCode = await openSealed(key.privateKey, "complaint code for auditor", codeBinding, code.box);
  return {
    shredSecret: await openSealed(viewer.privateKey, "released secret", caseBinding, secret.secret),
    complaintCode: ComplaintCode.parse(Buffer.from(plainCode).toString("utf8")),
  };
}
