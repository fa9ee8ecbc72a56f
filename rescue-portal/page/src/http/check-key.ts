import { type ErrorCode, KeyCheckResponse, Problem } from "@ferndiagnose/protocol";

export type KeyAnswer =
  | { readonly outcome: "recognised"; readonly response: KeyCheckResponse; readonly serverAheadMs: number }
  | { readonly outcome: "refused"; readonly code: ErrorCode; readonly retryAfterSeconds: number | undefined }
  | { readonly outcome: "no_connection" };

type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** The header counts whole seconds: a smaller difference means nothing. */
const clockToleranceMs = 2_000;

/** Asks the portal for a key. Never throws: whatever goes wrong has words for people. */
export async function checkKey(key: string, fetchLike: Fetch, now: () => number): Promise<KeyAnswer> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetchLike("/api/v1/keys/check", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key }),
    });
    body = await response.json();
  } catch {
    // Whether the network, a proxy or a half answer: for the customer there was no connection.
    return { outcome: "no_connection" };
  }
  const recognised = KeyCheckResponse.safeParse(body);
  if (response.ok && recognised.success) {
    const aheadMs = Date.parse(response.headers.get("date") ?? "") - now();
    const serverAheadMs = Math.abs(aheadMs) > clockToleranceMs ? aheadMs : 0;
    return { outcome: "recognised", response: recognised.data, serverAheadMs };
  }
  const problem = Problem.safeParse(body);
  if (!problem.success) return { outcome: "refused", code: "internal", retryAfterSeconds: undefined };
  const { code, retryAfterSeconds } = problem.data;
  return { outcome: "refused", code, retryAfterSeconds };
}
