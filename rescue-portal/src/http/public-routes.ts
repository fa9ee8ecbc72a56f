import {
  KeyCheckRequest,
  KeyCheckResponse,
  Problem,
  RecordingStatus,
  SessionId,
  type SessionKey,
} from "@ferndiagnose/protocol";
import { z } from "zod";
import { addressGroup } from "../budgets/address-group.ts";
import type { AttemptBudget } from "../budgets/attempt-budget.ts";
import { missingOf } from "../downloads/targets.ts";
import type { TicketDesk } from "../downloads/ticket-desk.ts";
import type { RecordingStatusStore } from "../receipts/recording-status-store.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";
import { clientAddress } from "./client-address.ts";
import type { Routes } from "./routes.ts";

export interface PublicRoutesOptions {
  readonly desk: SessionDesk;
  readonly statuses: RecordingStatusStore;
  readonly tickets: TicketDesk;
  readonly keyBudget: AttemptBudget;
  readonly receiptBudget: AttemptBudget;
  readonly trustedProxies: number;
  publicUrl(): string;
}

/** What customers' browsers may ask. */
export function addPublicRoutes(app: Routes, options: PublicRoutesOptions): void {
  const { desk, statuses, tickets, keyBudget, receiptBudget, trustedProxies } = options;
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
      const giveBack = await keyBudget.spend([addressGroup(clientAddress(request.raw, trustedProxies)), "all"]);
      const { sessionId, expiresAt } = await desk.recognise(key);
      await giveBack();
      return {
        state: "recognised" as const,
        expiresAt,
        joinLink: joinLink(key, options.publicUrl()),
        ticket: tickets.issue(sessionId),
        device: { system: "other" as const, arch: "unknown" as const, browser: "other" as const },
        downloads: [],
        missing: missingOf([]),
      };
    },
  );

  app.get(
    "/api/v1/receipts/:sessionId",
    {
      schema: {
        summary: "Says what became of the recording of a session, to whoever has the number on its receipt.",
        params: z.strictObject({ sessionId: SessionId }),
        response: { 200: RecordingStatus, "4xx": Problem, "5xx": Problem },
      },
    },
    async (request) => {
      const giveBack = await receiptBudget.spend([addressGroup(clientAddress(request.raw, trustedProxies)), "all"]);
      const status = await statuses.of(request.params.sessionId);
      if (status.state !== "unknown") await giveBack();
      return status;
    },
  );
}

/** Opens the customer's installed program with the key filled in. */
function joinLink(key: SessionKey, portal: string): string {
  return `ferndiagnose://join?${new URLSearchParams({ key, portal }).toString()}`;
}
