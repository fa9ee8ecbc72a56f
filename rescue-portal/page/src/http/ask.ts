import { type ErrorCode, Problem } from "@ferndiagnose/protocol";
import type { z } from "zod";

export type Refusal =
  | { readonly outcome: "refused"; readonly code: ErrorCode; readonly retryAfterSeconds: number | undefined }
  | { readonly outcome: "no_connection" };

export type Answer<Value> =
  | { readonly outcome: "answered"; readonly value: Value; readonly headers: Headers }
  | Refusal;

export type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** A request with a body in JSON. */
export function posted(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** Asks the portal. Never throws: whatever goes wrong has words for people. */
export async function ask<Schema extends z.ZodType>(
  schema: Schema,
  fetchLike: Fetch,
  path: string,
  init?: RequestInit,
): Promise<Answer<z.output<Schema>>> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetchLike(path, init);
    body = response.status === 204 ? null : await response.json();
  } catch {
    // Whether the network, a proxy or a half answer: for the customer there was no connection.
    return { outcome: "no_connection" };
  }
  const parsed = schema.safeParse(body);
  if (response.ok && parsed.success) return { outcome: "answered", value: parsed.data, headers: response.headers };
  return refusalOf(body);
}

/** The portal's own words for a refusal; `internal` for an answer that nobody understands. */
export function refusalOf(body: unknown): Refusal {
  const problem = Problem.safeParse(body);
  if (!problem.success) return { outcome: "refused", code: "internal", retryAfterSeconds: undefined };
  const { code, retryAfterSeconds } = problem.data;
  return { outcome: "refused", code, retryAfterSeconds };
}
