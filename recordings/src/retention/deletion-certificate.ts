import type { DeletionCertificate, LogProof, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import { signStatement, toHex } from "@ferndiagnose/sealed-recording";
import type { SigningKey } from "@ferndiagnose/sealed-recording/node";
import type { Purge } from "./purge-table.ts";

/** Says what a destruction that has come to its end achieved, signed by the recording server's recovery key. */
export async function deletionCertificate(
  { recordingId, facts, receipts }: Purge,
  { intent, done }: { intent: LogProof; done: LogProof },
  destroyedAt: number,
  serverKey: SigningKey,
): Promise<SignedDeletionCertificate> {
  const certificate: DeletionCertificate = {
    version: 1,
    recordingId,
    sessionId: facts.sessionId,
    deleteAt: facts.deleteAt,
    destroyedAt,
    finalHash: facts.finalHash,
    ciphertextBytes: facts.bytes,
    objectsRemoved: facts.objects,
    assurance: "clear",
    wardens: receipts,
    intent,
    done,
  };
  const signature = await signStatement("deletion-certificate", certificate, serverKey);
  return { certificate, serverKey: toHex(serverKey.publicKey), signature };
}
