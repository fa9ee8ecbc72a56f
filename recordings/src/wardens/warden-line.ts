import { createHash } from "node:crypto";
import { Problem, ProtocolError, WardenIdentity, WardenStatus } from "@ferndiagnose/protocol";
import { fromHex, verifyStatement } from "@ferndiagnose/sealed-recording";
import { parseCheckpoint, parseNote } from "@ferndiagnose/transparency-log";
import type { z } from "zod";

/** Where a warden is, and which one it must be: keys as it prints them at its start. */
export interface WardenAddress {
  readonly url: string;
  readonly token: string;
  /** Ed25519 and X25519, hexadecimal. */
  readonly signingKey: string;
  readonly sealingKey: string;
}

/** RFC 6962 section 2.1.2 between two sizes of this server's log, hexadecimal. */
export type Consistency = (first: number, second: number) => Promise<readonly string[]>;

interface Signed {
  readonly wardenId: string;
  readonly type: string;
  readonly signature: string;
}

interface Request {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

const attempts = 3;

/** The line to one warden. Throws `ProtocolError`: the warden's own code, `warden_unavailable`, or `warden_foreign`. */
export class WardenLine {
  readonly identity: WardenIdentity;
  readonly #address: WardenAddress;
  readonly #timeoutMs: number;
  readonly #consistency: Consistency;
  /** Checkpoints this warden has been shown, newest last. */
  readonly #shown = new Set<string>();

  constructor(address: WardenAddress, timeoutMs: number, consistency: Consistency) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
    this.#consistency = consistency;
    const { signingKey, sealingKey } = address;
    this.identity = WardenIdentity.parse({ version: 1, wardenId: wardenIdOf(signingKey), signingKey, sealingKey });
  }

  /** The answer, signed by the warden that was agreed on, with exactly these facts. */
  async ask<Schema extends z.ZodType<Signed>>(
    request: Request,
    schema: Schema,
    facts: Partial<z.infer<Schema>>,
  ): Promise<z.infer<Schema>> {
    const answer = await this.#answer(request, schema);
    const { signature, ...statement } = answer;
    const { wardenId, signingKey } = this.identity;
    const expected = Object.entries({ ...facts, wardenId });
    const isExpected = expected.every(([field, value]) => (answer as Record<string, unknown>)[field] === value);
    if (!isExpected || !(await verifyStatement(answer.type, statement, signature, signingKey))) {
      throw new ProtocolError("warden_foreign");
    }
    return answer;
  }

  /** As `ask`, after the warden has seen the checkpoints under which the request's proofs stand. */
  async askWithProofs<Schema extends z.ZodType<Signed>>(
    request: Request,
    schema: Schema,
    facts: Partial<z.infer<Schema>>,
    checkpoints: readonly string[],
  ): Promise<z.infer<Schema>> {
    return this.#untilKnown(async () => {
      for (const checkpoint of new Set(checkpoints)) await this.#show(checkpoint);
      return this.ask(request, schema, facts);
    });
  }

  async status(): Promise<WardenStatus> {
    return this.#status({ method: "GET", path: "status" });
  }

  async submitAuditorSet(set: object): Promise<void> {
    await this.#status({ method: "PUT", path: "auditor-sets", body: set });
  }

  async #status(request: Request): Promise<WardenStatus> {
    const status = await this.#answer(request, WardenStatus);
    if (status.wardenId !== this.identity.wardenId) throw new ProtocolError("warden_foreign");
    return status;
  }

  async #show(checkpoint: string): Promise<void> {
    if (this.#shown.has(checkpoint)) return;
    const { size } = parseCheckpoint(parseNote(checkpoint).text);
    const { logSize: newest } = await this.status();
    const isBetween = newest > 0 && size > 0 && newest !== size;
    const consistency = isBetween ? await this.#consistency(Math.min(newest, size), Math.max(newest, size)) : [];
    await this.#status({ method: "POST", path: "checkpoints", body: { checkpoint, newest, consistency } });
    this.#shown.add(checkpoint);
    const [oldest] = this.#shown;
    if (this.#shown.size > 64 && oldest !== undefined) this.#shown.delete(oldest);
  }

  /** Another server may have shown the warden a newer checkpoint meanwhile, or so many that it has forgotten ours. */
  async #untilKnown<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const isUnknown = error instanceof ProtocolError && error.code === "log_checkpoint_unknown";
        if (!isUnknown || attempt === attempts) throw error;
        this.#shown.clear();
      }
    }
  }

  async #answer<Schema extends z.ZodType>({ method, path, body }: Request, schema: Schema): Promise<z.infer<Schema>> {
    const { url, token } = this.#address;
    const { status, json } = await this.#fetch(new URL(`/api/v1/${path}`, url), {
      method,
      redirect: "error",
      headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    if (status !== 200) throw new ProtocolError(Problem.safeParse(json).data?.code ?? "warden_unavailable");
    const parsed = schema.safeParse(json);
    if (!parsed.success) throw new ProtocolError("warden_foreign", { cause: parsed.error });
    return parsed.data;
  }

  /** Resolves with whatever was answered in time. */
  async #fetch(url: URL, init: RequestInit): Promise<{ status: number; json: unknown }> {
    try {
      const response = await fetch(url, init);
      return { status: response.status, json: await response.json() };
    } catch (cause) {
      throw new ProtocolError("warden_unavailable", { cause });
    }
  }
}

/** HEX of the first 16 bytes of SHA-256 over `FDR1 warden`, a zero byte and the signing key. */
function wardenIdOf(signingKey: string): string {
  return createHash("sha256").update("FDR1 warden\0").update(fromHex(signingKey)).digest("hex").slice(0, 32);
}
