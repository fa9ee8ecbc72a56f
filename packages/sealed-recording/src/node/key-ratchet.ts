import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { concatBytes } from "../bytes.ts";
import { framesPerEra } from "../frame-keys.ts";
import { label } from "../label.ts";

const noSalt = new Uint8Array(0);

/**
 * The writer's half of section 5: knows the key of the next frame and what later keys come from, never an earlier one. Keys are
 * overwritten in place. (That the runtime keeps no copy cannot be promised in JavaScript; the process is to run without swap and core dumps.)
 */
export class KeyRatchet {
  private readonly eraKey: Uint8Array;
  private readonly frameKey = new Uint8Array(32);
  private readonly labels: Record<"frame key" | "next era" | "next frame" | "frame", Uint8Array>;
  private seq = -1;

  /** Takes what it needs of the root key; the caller overwrites it. */
  constructor(root: Uint8Array, recordingId: Uint8Array) {
    const info = (text: string) => concatBytes(label(text), recordingId);
    this.labels = {
      "frame key": info("frame key"),
      "next era": info("next era"),
      "next frame": info("next frame"),
      frame: info("frame"),
    };
    this.eraKey = derive(root, info("era"), noSalt);
    this.advance();
    this.advance();
  }

  /** `F_i` of the next frame. */
  sealingKey(salt: Uint8Array): KeyObject {
    const key = derive(this.frameKey, this.labels.frame, salt);
    try {
      return createSecretKey(key);
    } finally {
      key.fill(0);
    }
  }

  /** Forgets the key of the frame that was just sealed. */
  advance(): void {
    this.seq += 1;
    if (this.seq % framesPerEra === 0) {
      this.replace(this.frameKey, this.eraKey, this.labels["frame key"]);
      this.replace(this.eraKey, this.eraKey, this.labels["next era"]);
    } else {
      this.replace(this.frameKey, this.frameKey, this.labels["next frame"]);
    }
  }

  forget(): void {
    this.eraKey.fill(0);
    this.frameKey.fill(0);
  }

  private replace(key: Uint8Array, from: Uint8Array, info: Uint8Array): void {
    const next = derive(from, info, noSalt);
    key.set(next);
    next.fill(0);
  }
}

/** A key object made here rather than by `hkdfSync`, which would make one anyway, but at twice the time. */
function derive(key: Uint8Array, info: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", createSecretKey(key), salt, info, 32));
}
