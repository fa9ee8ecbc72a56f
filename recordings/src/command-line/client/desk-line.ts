import { Problem } from "@ferndiagnose/protocol";
import type { z } from "zod";
import { DeskRefusal, DeskUnreachable } from "./desk-refusal.ts";

const timeoutMs = 60_000;

/** The line to a desk: every answer is parsed, every refusal has a code. Throws `DeskRefusal` and `DeskUnreachable`. */
export class DeskLine {
  /** As the desk calls itself in sign-ins. */
  readonly origin: string;
  /** Undefined before the sign-in. */
  readonly token: string | undefined;

  constructor(url: string, token?: string) {
    this.origin = new URL(url).origin;
    this.token = token;
  }

  signedIn(token: string): DeskLine {
    return new DeskLine(this.origin, token);
  }

  async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
    return this.#parsed(await this.#fetch(path, {}), schema);
  }

  async post<Schema extends z.ZodType>(path: string, body: object, schema: Schema): Promise<z.infer<Schema>> {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return this.#parsed(await this.#fetch(path, init), schema);
  }

  /** For answers that are no JSON. */
  async bytes(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#fetch(path, {})).arrayBuffer());
  }

  /** The body piece by piece, and its length. */
  async stream(path: string): Promise<{ length: number; pieces: AsyncIterable<Uint8Array> }> {
    const response = await this.#fetch(path, {}, false);
    if (response.body === null) throw new DeskUnreachable(`${this.origin} sent nothing`);
    return { length: Number(response.headers.get("content-length") ?? 0), pieces: response.body };
  }

  async #parsed<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.infer<Schema>> {
    const json: unknown = response.status === 204 ? null : await response.json();
    const parsed = schema.safeParse(json);
    if (!parsed.success) throw new DeskUnreachable(`${this.origin} does not answer like a desk`);
    return parsed.data;
  }

  async #fetch(path: string, init: RequestInit, hasTimeout = true): Promise<Response> {
    const headers: Record<string, string> = { ...(init.headers as Record<string, string> | undefined) };
    if (this.token !== undefined) headers["authorization"] = `Bearer ${this.token}`;
    let response: Response;
    try {
      const signal = hasTimeout ? { signal: AbortSignal.timeout(timeoutMs) } : {};
      response = await fetch(new URL(`/api/v1/${path}`, this.origin), {
        ...init,
        ...signal,
        headers,
        redirect: "error",
      });
    } catch (cause) {
      throw new DeskUnreachable(`${this.origin} does not answer`, { cause });
    }
    if (response.ok) return response;
    const problem = Problem.safeParse(await response.json().catch(() => undefined));
    if (!problem.success) throw new DeskUnreachable(`${this.origin} does not answer like a desk (${response.status})`);
    throw new DeskRefusal(problem.data.code, problem.data.status, problem.data.title);
  }
}
