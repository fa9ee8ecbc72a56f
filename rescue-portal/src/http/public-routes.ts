import { KeyCheckRequest, KeyCheckResponse, Problem, type SessionKey } from "@ferndiagnose/protocol";
import { addressGroup } from "../budgets/address-group.ts";
import type { AttemptBudget } from "../budgets/attempt-budget.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";
import { clientAddress } from "./client-address.ts";
import type { Routes } from "./listener.ts";

export interface PublicRoutesOptions {
  readonly desk: SessionDesk;
  readonly budget: AttemptBudget;
  readonly trustedProxies: number;
  publicUrl(): string;
}

/** What customers' browsers may ask. */
export function addPublicRoutes(app: Routes, options: PublicRoutesOptions): void {
  const { desk, budget, trustedProxies } = options;
  app.post(
    "/api/v1/keys/check",
    {
      schema: {
        summary: "Recognises a session key. Unknown, used and expired keys get the same answer.",
        body: KeyCheckRequest,
        response: { 200: KeyCheckResponse, "4xx": Problem, "5xx": Problem },
      },
    },
    async (request) => {
      const { key } = request.body;
      const giveBack = await budget.spend([addressGroup(clientAddress(request.raw, trustedProxies)), "all"]);
      const expiresAt = await desk.recognise(key);
      await giveBack();
      return { state: "recognised" as const, expiresAt, joinLink: joinLink(key, options.publicUrl()), downloads: [] };
    },
  );
}

/** Opens the customer's installed program with the key filled in. */
function joinLink(key: SessionKey, portal: string): string {
  return `ferndiagnose://join?${new URLSearchParams({ key, portal }).toString()}`;
}
