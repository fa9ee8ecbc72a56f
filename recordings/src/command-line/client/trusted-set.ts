import { AuditorSetChain } from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  AuditorSet,
  auditorSetHash,
  SealedRecordingError,
  verifyAuditorSet,
} from "@ferndiagnose/sealed-recording";
import { CommandError } from "../command-error.ts";
import type { DeskLine } from "./desk-line.ts";

/**
 * The auditor set in force, without believing the desk: every version must follow from the one before, and one of them must carry
 * this auditor's own signature, or be the `pinned` one, which the auditor got by another way.
 */
export async function trustedSet(line: DeskLine, key: AuditorKey, pinned?: AuditorSet): Promise<AuditorSet> {
  const { sets } = await line.get("auditor-sets", AuditorSetChain);
  let previous: AuditorSet | undefined;
  let isAnchored = false;
  for (const given of sets) {
    const set = AuditorSet.safeParse(given);
    if (!set.success) throw new CommandError("The desk sent a malformed auditor set.");
    await verified(set.data, previous);
    isAnchored ||= isOwn(set.data, key) || (pinned !== undefined && (await isSame(set.data, pinned)));
    previous = set.data;
  }
  if (previous === undefined) throw new CommandError("The desk has no auditor set.");
  if (!isAnchored) {
    throw new CommandError(
      "None of the desk's auditor sets carries your signature. Get the set from another auditor and name it with --auditors.",
    );
  }
  return previous;
}

async function verified(set: AuditorSet, previous: AuditorSet | undefined): Promise<void> {
  try {
    await verifyAuditorSet(set, previous);
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    throw new CommandError(`The desk's auditor set ${set.version} does not follow from the one before.`, 1, error);
  }
}

/** Its signature has been checked when the set was. */
function isOwn(set: AuditorSet, { keyId }: AuditorKey): boolean {
  return set.signatures.some((signature) => signature.keyId === keyId);
}

async function isSame(set: AuditorSet, other: AuditorSet): Promise<boolean> {
  return (await auditorSetHash(set)) === (await auditorSetHash(other));
}
