import { type ErrorCode, Problem, RecordingStatus, type SessionId } from "@ferndiagnose/protocol";

export type StatusAnswer =
  | { readonly outcome: "answered"; readonly status: RecordingStatus }
  | { readonly outcome: "refused"; readonly code: ErrorCode; readonly retryAfterSeconds: number | undefined }
  | { readonly outcome: "no_connection" };

type Fetch = (path: string) => Promise<Response>;

/** Asks the portal what became of a recording. Never throws: whatever goes wrong has words for people. */
export async function askStatus(number: SessionId, fetchLike: Fetch): Promise<StatusAnswer> {
  let body: unknown;
  try {
    const response = await fetchLike(`/api/v1/receipts/${number}`);
    body = await response.json();
  } catch {
    // Whether the network, a proxy or a half answer: for the customer there was no connection.
    return { outcome: "no_connection" };
  }
  const status = RecordingStatus.safeParse(body);
  if (status.success) return { outcome: "answered", status: status.data };
  const problem = Problem.safeParse(body);
  if (!problem.success) return { outcome: "refused", code: "internal", retryAfterSeconds: undefined };
  const { code, retryAfterSeconds } = problem.data;
  return { outcome: "refused", code, retryAfterSeconds };
}
