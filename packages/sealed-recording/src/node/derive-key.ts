import { hash } from "node:crypto";

const blockLength = 64;
const digestLength = 32;
const innerPad = 0x36;
const outerPad = 0x5c;

/**
 * HKDF-SHA-256 (RFC 5869) for 32 bytes, with a key and a salt of at most 64 bytes. What `hkdfSync` spends on setting itself up is more
 * than the four digests it makes; two keys are derived for each frame. What the keys were mixed into is overwritten.
 */
export function deriveKey(key: Uint8Array, salt: Uint8Array, info: Uint8Array): Uint8Array {
  const extracted = hmac(salt, key);
  const expansion = new Uint8Array(info.length + 1);
  expansion.set(info);
  expansion[info.length] = 1;
  const derived = hmac(extracted, expansion);
  extracted.fill(0);
  return derived;
}

/** HMAC-SHA-256 (RFC 2104); keys longer than a block do not occur here. */
function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const inner = padded(key, innerPad, message.length);
  inner.set(message, blockLength);
  const outer = padded(key, outerPad, digestLength);
  const digest = hash("sha256", inner, "buffer");
  outer.set(digest, blockLength);
  const mac = new Uint8Array(hash("sha256", outer, "buffer"));
  for (const secret of [inner, outer, digest]) secret.fill(0);
  return mac;
}

function padded(key: Uint8Array, pad: number, messageLength: number): Uint8Array {
  if (key.length > blockLength) throw new RangeError("The key is longer than a block");
  const block = new Uint8Array(blockLength + messageLength).fill(pad, 0, blockLength);
  for (let at = 0; at < key.length; at += 1) block[at] = pad ^ (key[at] ?? 0);
  return block;
}
