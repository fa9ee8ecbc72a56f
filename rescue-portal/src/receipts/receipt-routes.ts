import {
  OwnData,
  Problem,
  ReceiptAccess,
  ReceiptAccessGranted,
  ReceiptConsentChange,
  RecordingStatus,
  SessionId,
} from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { AttemptBudget } from "../budgets/attempt-budget.ts";
import { ownDataCsv } from "./own-data-csv.ts";
import type { ReceiptDesk } from "./receipt-desk.ts";
import type { SessionOfReceipt } from "./receipt-sessions.ts";
import type { RecordingStatusStore } from "./recording-status-store.ts";

export interface ReceiptRoutesOptions {
  readonly receipts: ReceiptDesk;
  readonly statuses: RecordingStatusStore;
  /** Numbers that nobody knows; of one address and of all. */
  readonly numberBudget: AttemptBudget;
  /** Proofs that fit nothing; of one address and of all. */
  readonly proofBudget: AttemptBudget;
  /** What a receipt's holder asks for, of one session: it costs reading. */
  readonly holderBudget: AttemptBudget;
  addressOf(request: FastifyRequest): string;
}

const problems = { "4xx": Problem, "5xx": Problem };
const params = z.strictObject({ sessionId: SessionId });

/** What whoever has a receipt may ask: with its number what became of the recording, with number and code the rest. */
export function addReceiptRoutes(app: Routes, options: ReceiptRoutesOptions): void {
  const { receipts, statuses, addressOf } = options;

  app.get(
    "/api/v1/receipts/:sessionId",
    {
      schema: {
        summary: "Says what became of the recording of a session, to whoever has the number on its receipt.",
        params,
        response: { 200: RecordingStatus, ...problems },
      },
    },
    async (request) => {
      const giveBack = await options.numberBudget.spend([addressOf(request), "all"]);
      const status = await statuses.of(request.params.sessionId);
      if (status.state !== "unknown") await giveBack();
      return status;
    },
  );

  app.post(
    "/api/v1/receipts/:sessionId/access",
    {
      schema: {
        summary: "Whether number and code of a receipt fit, and what the consent registry says about its holder.",
        params,
        body: ReceiptAccess,
        response: { 200: ReceiptAccessGranted, ...problems },
      },
    },
    async (request) => receipts.supportConsent(await holderOf(request)),
  );

  app.post(
    "/api/v1/receipts/:sessionId/own-data",
    {
      schema: {
        summary: "Everything the portal stores about the session (Art. 15 and 20 GDPR).",
        params,
        body: ReceiptAccess,
        response: { 200: OwnData, ...problems },
      },
    },
    async (request) => receipts.ownData(await holderOf(request)),
  );

  app.post(
    "/api/v1/receipts/:sessionId/own-data/csv",
    {
      schema: {
        summary: "The same as a table.",
        params,
        body: ReceiptAccess,
        response: { 200: z.string().describe("CSV as in RFC 4180."), ...problems },
      },
    },
    async (request, reply) => {
      const data = await receipts.ownData(await holderOf(request));
      return reply.header("content-type", "text/csv; charset=utf-8; header=present").send(ownDataCsv(data));
    },
  );

  app.post(
    "/api/v1/receipts/:sessionId/consent",
    {
      schema: {
        summary: "Gives or withdraws the consent to remote support, for the future.",
        params,
        body: ReceiptConsentChange,
        response: { 200: ReceiptAccessGranted, ...problems },
      },
    },
    async (request) => receipts.changeConsent(await holderOf(request), request.body.consent),
  );

  async function holderOf(
    request: FastifyRequest<{ Params: z.infer<typeof params>; Body: ReceiptAccess }>,
  ): Promise<SessionOfReceipt> {
    const giveBack = await options.proofBudget.spend([addressOf(request), "all"]);
    const session = await receipts.access(request.params.sessionId, request.body.proof);
    await giveBack();
    await options.holderBudget.spend([session.sessionId]);
    return session;
  }
}
