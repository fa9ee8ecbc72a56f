import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { WardenIdentity } from "@ferndiagnose/protocol";
import { generateSealingKey, openSealed, type SealedBox, signStatement, toHex } from "@ferndiagnose/sealed-recording";
import type { Disk } from "../disk/disk.ts";
import type { Random } from "../ports.ts";

/** Two private keys of 32 bytes: Ed25519 seed, X25519. */
const file = "identity.key";

/** PKCS #8 (RFC 8410 section 7) in front of the 32 bytes of a private key. */
const pkcs8 = {
  ed25519: Buffer.from("302e020100300506032b657004220420", "hex"),
  x25519: Buffer.from("302e020100300506032b656e04220420", "hex"),
};

/** This warden's keys. The private halves stay in here and in the folder. */
export class Identity {
  readonly public: WardenIdentity;
  readonly #signingKey: KeyObject;
  readonly #sealingKey: Uint8Array;

  private constructor(keys: Uint8Array) {
    this.#signingKey = privateKey("ed25519", keys.subarray(0, 32));
    this.#sealingKey = Uint8Array.from(keys.subarray(32, 64));
    const signingKey = publicHalf(this.#signingKey);
    this.public = WardenIdentity.parse({
      version: 1,
      wardenId: wardenIdOf(signingKey),
      signingKey: toHex(signingKey),
      sealingKey: toHex(publicHalf(privateKey("x25519", this.#sealingKey))),
    });
  }

  /** Reads the keys, or draws them at the first start. */
  static async load(disk: Disk, random: Random): Promise<Identity> {
    const keys = (await disk.read(file)) ?? (await draw(disk, random));
    if (keys.length !== 64) throw new Error(`${file} is damaged`);
    const identity = new Identity(keys);
    keys.fill(0);
    return identity;
  }

  get wardenId(): string {
    return this.public.wardenId;
  }

  /** Adds the signature over `statementBytes(type, value)`. */
  async sign<Statement extends { readonly type: string }>(
    value: Statement,
  ): Promise<Statement & { signature: string }> {
    const signer = { sign: (message: Uint8Array) => new Uint8Array(sign(null, message, this.#signingKey)) };
    return { ...value, signature: await signStatement(value.type, value, signer) };
  }

  /** Opens what was sealed to this warden. Rejects when it was not, or not for this. */
  async open(context: string, binding: Uint8Array, box: SealedBox): Promise<Uint8Array> {
    return openSealed(this.#sealingKey, context, binding, box);
  }
}

/** HEX of the first 16 bytes of SHA-256 over `FDR1 warden`, a zero byte and the signing key. */
export function wardenIdOf(signingKey: Uint8Array): string {
  return createHash("sha256").update("FDR1 warden\0").update(signingKey).digest("hex").slice(0, 32);
}

async function draw(disk: Disk, random: Random): Promise<Buffer> {
  const { privateKey: sealing } = await generateSealingKey(random);
  const keys = Buffer.concat([random(32), sealing]);
  await disk.create(file, keys);
  return keys;
}

function privateKey(kind: keyof typeof pkcs8, raw: Uint8Array): KeyObject {
  const der = Buffer.concat([pkcs8[kind], raw]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  return key;
}

function publicHalf(key: KeyObject): Uint8Array {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return new Uint8Array(Buffer.from(x as string, "base64url"));
}
