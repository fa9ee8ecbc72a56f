import { type Account, CustomerConsentChange, Problem, SupportConsentEntry } from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import type { FastifyRequest } from "fastify";
import type { AttemptBudget } from "../budgets/attempt-budget.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";
import type { ConsentRegistry } from "./consent-registry.ts";

export interface ConsentRoutesOptions {
  readonly consents: ConsentRegistry;
  readonly desk: SessionDesk;
  readonly budget: AttemptBudget;
  /** Throws unless a technician is signed in. */
  technician(request: FastifyRequest): Promise<Account>;
}

/** What the hotline enters on a customer's behalf. Who entered it stands beside it. */
export function addConsentRoutes(app: Routes, { consents, desk, budget, technician }: ConsentRoutesOptions): void {
  app.post(
    "/api/v1/customers/consent",
    {
      schema: {
        summary: "Enters that a customer gives or withdraws the consent to remote support, for the future.",
        body: CustomerConsentChange,
        response: { 200: SupportConsentEntry, "4xx": Problem, "5xx": Problem },
      },
    },
    async (request) => {
      const { name } = await technician(request);
      await budget.spend([name]);
      const { customerReference, consent } = request.body;
      const customer = consents.customerOf(customerReference);
      const entry = await consents.change(customer, consent, { channel: "hotline", account: name });
      if (consent === "withdrawn") await desk.withdrawn(customer, "technician");
      return entry;
    },
  );
}
