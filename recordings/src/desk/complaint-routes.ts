import {
  Complaint,
  ComplaintAccepted,
  ComplaintForm,
  ComplaintWithdrawal,
  Problem,
  ProtocolError,
  SessionId,
  SignedDeletionCertificate,
} from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import { z } from "zod";
import type { AddressBudget } from "./address-budget.ts";
import type { DeskParts } from "./desk-parts.ts";

const problems = { "4xx": Problem, "5xx": Problem };
const params = z.strictObject({ sessionId: SessionId });

/** What customers' programs may ask, with a receipt and without signing in. */
export function addComplaintRoutes(
  app: Routes,
  parts: DeskParts,
  budgets: { readonly forms: AddressBudget; readonly complaints: AddressBudget },
): void {
  const { complaints } = parts.cases;

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
      await budgets.forms.spend(request.raw);
      return complaints.form(request.params.sessionId);
    },
  );

  app.post(
    "/api/v1/complaints",
    {
      schema: {
        summary: "Complains about a session: opens a case and holds the recording.",
        body: Complaint,
        response: { 201: ComplaintAccepted, ...problems },
      },
    },
    async (request, reply) => {
      await budgets.complaints.spend(request.raw);
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
      await budgets.complaints.spend(request.raw);
      await complaints.withdraw(request.body);
      return reply.code(204).send(null);
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
      const certificate = await parts.certificateOf(request.params.sessionId);
      if (certificate === undefined) throw new ProtocolError("not_found");
      return certificate;
    },
  );
}
