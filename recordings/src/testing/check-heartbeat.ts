import { createPublicKey, verify } from "node:crypto";
import { type Heartbeat, heartbeatSignedBytes } from "@ferndiagnose/protocol";

export { fromHex } from "@ferndiagnose/sealed-recording";

/** As the customer's program checks it. */
export function heartbeatVerifies(heartbeat: Heartbeat, publicKey: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, heartbeatSignedBytes(heartbeat), key, Buffer.from(heartbeat.signature, "base64url"));
}
