import { fromBase64, toBase64 } from "./base64.ts";
import { parseSize } from "./checkpoint.ts";
import { TransparencyLogError } from "./errors.ts";

/** The body of `POST /add-checkpoint` of C2SP tlog-witness. */
export interface WitnessRequest {
  /** Size of the newest checkpoint that the witness has cosigned. */
  readonly oldSize: number;
  /** RFC 6962 section 2.1.2, from the old size to the checkpoint's. */
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: string;
}

const mostProofLines = 63;

export function formatWitnessRequest({ oldSize, proof, checkpoint }: WitnessRequest): string {
  return [`old ${oldSize}`, ...proof.map(toBase64), "", checkpoint].join("\n");
}

/** Throws `request_malformed`. */
export function parseWitnessRequest(body: string): WitnessRequest {
  const malformed = () => new TransparencyLogError("request_malformed");
  const split = body.indexOf("\n\n");
  if (split < 0) throw malformed();
  const [old = "", ...lines] = body.slice(0, split).split("\n");
  const oldSize = old.startsWith("old ") ? parseSize(old.slice("old ".length)) : undefined;
  if (oldSize === undefined || lines.length > mostProofLines) throw malformed();
  const proof = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== 32) throw malformed();
    return hash;
  });
  return { oldSize, proof, checkpoint: body.slice(split + 2) };
}
