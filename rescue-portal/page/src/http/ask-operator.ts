import { Operator } from "@ferndiagnose/protocol";
import { type Answer, ask, type Fetch } from "./ask.ts";

/** Asks the portal who runs it. */
export function askOperator(fetchLike: Fetch): Promise<Answer<Operator>> {
  return ask(Operator, fetchLike, "/api/v1/operator");
}
