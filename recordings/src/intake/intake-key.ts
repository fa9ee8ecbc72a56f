import { ComplaintCode, type SealedBox, type SessionId } from "@ferndiagnose/protocol";
import { generateSealingKey, openSealed, toHex } from "@ferndiagnose/sealed-recording";
import type { Random } from "../ports.ts";
import { RefusedToArm } from "../recorder/refused-to-arm.ts";

/**
 * The key that customers' programs seal their complaint codes to. It is drawn at every start and kept nowhere, so that a box
 * which somebody copied on its way is of no use to anybody once this server has been restarted.
 */
export class IntakeKey {
  /** X25519, hexadecimal, as `hello` announces it. */
  readonly publicKey: string;
  readonly #privateKey: Uint8Array;

  private constructor(publicKey: Uint8Array, privateKey: Uint8Array) {
    this.publicKey = toHex(publicKey);
    this.#privateKey = privateKey;
  }

  static async draw(random: Random): Promise<IntakeKey> {
    const { publicKey, privateKey } = await generateSealingKey(random);
    return new IntakeKey(publicKey, privateKey);
  }

  /**
   * The bytes are overwritten; the code itself is a string from here on, which nobody can overwrite: it stays in this process's memory
   * until its place is used again. Throws `complaint_code_unreadable` when the box was sealed to another key, for another session, or holds no code.
   */
  async open(sessionId: SessionId, box: SealedBox): Promise<ComplaintCode> {
    let plain: Uint8Array | undefined;
    try {
      plain = await openSealed(this.#privateKey, "complaint code", new TextEncoder().encode(sessionId), box);
      return ComplaintCode.parse(new TextDecoder().decode(plain));
    } catch (cause) {
      throw new RefusedToArm("complaint_code_unreadable", cause);
    } finally {
      plain?.fill(0);
    }
  }
}
