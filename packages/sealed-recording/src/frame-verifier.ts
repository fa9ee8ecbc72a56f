import { viewOf } from "./bytes.ts";
import { chainLink } from "./chain-link.ts";
import { type FrameHeader, FrameType, frameHeaderLength, frameLength, frameMagic, parseFrameHeader } from "./frame.ts";
import type { Header, ParsedHeader } from "./header.ts";
import { fromHex } from "./hex.ts";
import { signedMessage } from "./label.ts";
import type { Checks, VerifySignature } from "./web-crypto.ts";

/** A frame without its content. */
export interface FrameLink {
  readonly type: FrameType;
  /** `g_i`, which is signed. */
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  /** `h_i`, the head of the chain. */
  readonly hash: Uint8Array;
}

/** Checks hashes and signatures of one recording; needs no secret. */
export class FrameVerifier {
  private readonly checks: Checks;
  private readonly recordingId: Uint8Array;
  private readonly verifySigning: VerifySignature;
  private readonly verifyRecovery: VerifySignature;

  private constructor(
    checks: Checks,
    recordingId: Uint8Array,
    verifySigning: VerifySignature,
    verifyRecovery: VerifySignature,
  ) {
    this.checks = checks;
    this.recordingId = recordingId;
    this.verifySigning = verifySigning;
    this.verifyRecovery = verifyRecovery;
  }

  static async of(header: Header, checks: Checks): Promise<FrameVerifier> {
    return new FrameVerifier(
      checks,
      fromHex(header.recordingId),
      await checks.ed25519Verifier(fromHex(header.signingKey)),
      await checks.ed25519Verifier(fromHex(header.recoveryKey)),
    );
  }

  async headerIsSigned({ digest, signature }: ParsedHeader): Promise<boolean> {
    return this.verifySigning(signedMessage("chain", this.recordingId, digest), signature);
  }

  /** What links a whole frame to the next one, and what it takes to check its signature, now or later. */
  async link(header: FrameHeader, frame: Uint8Array): Promise<FrameLink> {
    const signedLength = frameHeaderLength + header.length;
    const digest = await this.checks.sha256(frame.subarray(0, signedLength));
    const signature = frame.slice(signedLength, frameLength(header));
    const hash = await this.checks.sha256(chainLink(digest, signature));
    return { type: header.type, digest, signature, hash };
  }

  async isSigned({ type, digest, signature }: FrameLink): Promise<boolean> {
    return type === FrameType.recovered
      ? this.verifyRecovery(signedMessage("recovered", this.recordingId, digest), signature)
      : this.verifySigning(signedMessage("chain", this.recordingId, digest), signature);
  }

  /**
   * Whether a frame that this recording's keys have signed stands anywhere in the bytes. Tells a torn write, after which
   * there is nothing, from tampering. Bytes that look like very many frames count as containing one.
   */
  async findsIntactFrame(bytes: Uint8Array): Promise<boolean> {
    const view = viewOf(bytes);
    const magic = viewOf(frameMagic).getUint32(0);
    let candidates = 0;
    for (let at = bytes.indexOf(0x46); at >= 0; at = bytes.indexOf(0x46, at + 1)) {
      if (at + frameHeaderLength > bytes.length) return false;
      if (view.getUint32(at) !== magic) continue;
      const header = parseFrameHeader(bytes.subarray(at));
      if (header === undefined || at + frameLength(header) > bytes.length) continue;
      if (++candidates > maximumCandidates) return true;
      const frame = bytes.subarray(at, at + frameLength(header));
      if (await this.isSigned(await this.link(header, frame))) return true;
    }
    return false;
  }
}

/** Ciphertext holds a false frame header once in 2^32 positions; this many only in bytes made to waste our time. */
const maximumCandidates = 64;
