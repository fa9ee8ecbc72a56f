import {
  Complaint,
  ComplaintAccepted,
  ComplaintForm,
  ComplaintWithdrawal,
  Problem,
  policy,
  SessionId,
  SignedDeletionCertificate,
} from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { AttemptBudget } from "../budgets/attempt-budget.ts";
import type { ComplaintDesk } from "./complaint-desk.ts";

export interface ComplaintRoutesOptions {
  readonly complaints: ComplaintDesk;
  readonly formBudget: AttemptBudget;
  readonly complaintBudget: AttemptBudget;
  addressOf(request: FastifyRequest): string;
}

const problems = { "4xx": Problem, "5xx": Problem };
const params = z.strictObject({ sessionId: SessionId });

/** The complaint's way on the web: the same bodies as at the auditors' desk. Proof and boxes are made in the customer's browser. */
export function addComplaintRoutes(app: Routes, options: ComplaintRoutesOptions): void {
  const { complaints, formBudget, complaintBudget, addressOf } = options;

  app.get(
    "/api/v1/recordings/:sessionId/complaint-form",
    {
      schema: {
        summary: "What a complaint about this session needs: recording number and header with the auditors' keys.",
        params,
        response: { 200: ComplaintForm, ...problems },
      },
    },
    async (request) => {
      await formBudget.spend([addressOf(request), "all"]);
      return complaints.form(request.params.sessionId);
    },
  );

  app.get(
    "/api/v1/recordings/:sessionId/certificate",
    {
      schema: {
        summary: "The deletion certificate of a session's recording.",
        params,
        response: { 200: SignedDeletionCertificate, ...problems },
      },
    },
    async (request) => {
      await formBudget.spend([addressOf(request), "all"]);
      return complaints.certificate(request.params.sessionId);
    },
  );

  app.post(
    "/api/v1/complaints",
    {
      bodyLimit: policy.MAX_COMPLAINT_BYTES,
      schema: {
        summary: "Complains about a session: opens a case and holds the recording.",
        body: Complaint,
        response: { 201: ComplaintAccepted, ...problems },
      },
    },
    async (request, reply) => {
      await complaintBudget.spend([addressOf(request), "all"]);
      return reply.code(201).send(await complaints.complain(request.body));
    },
  );

  app.post(
    "/api/v1/complaints/withdrawal",
    {
      schema: {
        summary: "Withdraws a complaint as long as nothing was released.",
        body: ComplaintWithdrawal,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await complaintBudget.spend([addressOf(request), "all"]);
      await complaints.withdraw(request.body);
      return reply.code(204).send(null);
    },
  );
}
