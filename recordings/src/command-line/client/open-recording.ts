import { type CaseOpening, ComplaintCode } from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  type AuditorShare,
  fromHex,
  type Header,
  openLock,
  openResealedShare,
  openSealed,
  SealedRecordingError,
  type SealingKey,
} from "@ferndiagnose/sealed-recording";
import { CommandError } from "../command-error.ts";

export interface OpeningKeys {
  readonly viewer: SealingKey;
  /** The complaint code is sealed to it. */
  readonly auditor: AuditorKey;
}

/**
 * Brings together what was released: shares, shred secret and complaint code become the root key. `onBadShare` hears of approvers
 * whose share is not what was locked; the others may be enough.
 */
export async function rootOf(
  header: Header,
  opening: CaseOpening,
  { viewer, auditor }: OpeningKeys,
  onBadShare: (keyId: string) => void,
): Promise<Uint8Array> {
  const { lock, caseId } = opening;
  const shares: AuditorShare[] = [];
  for (const sealed of opening.shares) {
    try {
      shares.push(await openResealedShare(viewer.privateKey, header, caseId, sealed));
    } catch (error) {
      if (!(error instanceof SealedRecordingError)) throw error;
      onBadShare(sealed.auditor);
    }
  }
  const shredSecret = await unsealed("The shred secret", () => {
    const binding = Buffer.concat([fromHex(header.recordingId), Buffer.from(caseId)]);
    return openSealed(viewer.privateKey, "released secret", binding, opening.secret.secret);
  });
  try {
    if (lock === "break-glass") return await openLock(header, { lock, shares, shredSecret });
    const complaintCode = await codeOf(header, opening, auditor);
    return await openLock(header, { lock, shares, shredSecret, complaintCode });
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    throw new CommandError(problemOf(error), 1, error);
  } finally {
    shredSecret.fill(0);
    for (const { share } of shares) share.fill(0);
  }
}

async function codeOf(header: Header, { code }: CaseOpening, auditor: AuditorKey): Promise<ComplaintCode> {
  if (code === null || code.auditor !== auditor.keyId) {
    throw new CommandError("The complaint code was not sealed to this auditor. Let another auditor take a new case.");
  }
  const bytes = await unsealed("The complaint code", () => {
    const binding = Buffer.concat([fromHex(header.recordingId), fromHex(auditor.keyId)]);
    return openSealed(auditor.privateKey, "complaint code for auditor", binding, code.box);
  });
  const parsed = ComplaintCode.safeParse(Buffer.from(bytes).toString("utf8"));
  if (!parsed.success) throw new CommandError("What was sealed as the complaint code is none. Ask the customer again.");
  return parsed.data;
}

async function unsealed(what: string, open: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await open();
  } catch (cause) {
    throw new CommandError(`${what} does not open with these keys. Is the viewer file the one of this case?`, 1, cause);
  }
}

function problemOf({ code, keyId, message }: SealedRecordingError): string {
  switch (code) {
    case "shares_too_few":
      return "Too few of the approvers' shares are good. Another auditor has to approve, then release again.";
    case "external_missing":
      return "The external auditor's share is missing. An external auditor has to approve.";
    case "secret_wrong":
      return "The key warden released another secret than the recording was locked with. Report it.";
    case "code_wrong":
      return "The complaint code is not the one of this recording. Ask the customer again.";
    default:
      return keyId === undefined
        ? `The recording does not open: ${message}`
        : `The share of ${keyId} does not fit: ${message}`;
  }
}
