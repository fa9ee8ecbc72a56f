import { concatBytes } from "./bytes.ts";
import { label } from "./label.ts";
import { hkdf } from "./web-crypto.ts";

/** Frames per era of the key ratchet, section 5 of the specification. */
export const framesPerEra = 64;

/** The reader's half of the ratchet: any frame key, with eras remembered, so that seeking back and forth is cheap. */
export class FrameKeys {
  private readonly recordingId: Uint8Array;
  private readonly eras: Uint8Array[];
  private current: { seq: number; key: Uint8Array } | undefined;

  private constructor(firstEra: Uint8Array, recordingId: Uint8Array) {
    this.eras = [firstEra];
    this.recordingId = recordingId;
  }

  /** The root key is not needed afterwards; the caller may wipe it. */
  static async derive(root: Uint8Array, recordingId: Uint8Array): Promise<FrameKeys> {
    return new FrameKeys(await hkdf(root, info("era", recordingId)), recordingId);
  }

  /** `F_i`, the key that opens the frame with this number and salt. */
  async openingKey(seq: number, salt: Uint8Array): Promise<Uint8Array> {
    return hkdf(await this.frameKey(seq), this.info("frame"), salt);
  }

  /** `K_i`. */
  async frameKey(seq: number): Promise<Uint8Array> {
    const era = Math.floor(seq / framesPerEra);
    let { current } = this;
    if (current === undefined || current.seq > seq || current.seq < era * framesPerEra) {
      const key = await hkdf(await this.eraKey(era), this.info("frame key"));
      current = { seq: era * framesPerEra, key };
    }
    while (current.seq < seq) {
      current = { seq: current.seq + 1, key: await hkdf(current.key, this.info("next frame")) };
    }
    this.current = current;
    return current.key;
  }

  private async eraKey(era: number): Promise<Uint8Array> {
    for (let at = this.eras.length; at <= era; at++) {
      this.eras[at] = await hkdf(this.eras[at - 1] as Uint8Array, this.info("next era"));
    }
    return this.eras[era] as Uint8Array;
  }

  private info(text: string): Uint8Array {
    return info(text, this.recordingId);
  }
}

function info(text: string, recordingId: Uint8Array): Uint8Array {
  return concatBytes(label(text), recordingId);
}
