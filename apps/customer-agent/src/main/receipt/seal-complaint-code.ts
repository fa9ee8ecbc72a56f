import { type ComplaintCode, SealedBox, type SessionId } from "@ferndiagnose/protocol";
import { sealTo } from "@ferndiagnose/sealed-recording";

export type Random = (length: number) => Uint8Array;

/**
 * For the recording server that announced the intake key, and for this session only. Rejects when the key is no point of
 * the curve. The code itself goes nowhere.
 */
export async function sealComplaintCode(
  code: ComplaintCode,
  intakeKey: string,
  sessionId: SessionId,
  random: Random,
): Promise<SealedBox> {
  const encoder = new TextEncoder();
  const publicKey = Uint8Array.from(Buffer.from(intakeKey, "hex"));
  const plain = encoder.encode(code);
  return SealedBox.parse(await sealTo(publicKey, "complaint code", encoder.encode(sessionId), plain, random));
}
