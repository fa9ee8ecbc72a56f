import { KeyCheckResponse } from "@ferndiagnose/protocol";
import { ask, type Fetch, posted, type Refusal } from "./ask.ts";

export type KeyAnswer =
  | { readonly outcome: "recognised"; readonly response: KeyCheckResponse; readonly serverAheadMs: number }
  | Refusal;

/** The header counts whole seconds: a smaller difference means nothing. */
const clockToleranceMs = 2_000;

/** Asks the portal for a key. */
export async function checkKey(key: string, fetchLike: Fetch, now: () => number): Promise<KeyAnswer> {
  const answer = await ask(KeyCheckResponse, fetchLike, "/api/v1/keys/check", posted({ key }));
  if (answer.outcome !== "answered") return answer;
  const aheadMs = Date.parse(answer.headers.get("date") ?? "") - now();
  const serverAheadMs = Math.abs(aheadMs) > clockToleranceMs ? aheadMs : 0;
  return { outcome: "recognised", response: answer.value, serverAheadMs };
}
