import {
  KeyCheckRequest,
  KeyCheckResponse,
  Operator,
  Problem,
  ProtocolError,
  type SessionKey,
} from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import type { FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { GuessBudget } from "../budgets/guess-budget.ts";
import { deviceOf } from "../devices/device-of.ts";
import type { DownloadsFolder } from "../downloads/downloads-folder.ts";
import { offerFor } from "../downloads/offer.ts";
import type { TicketDesk } from "../downloads/ticket-desk.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";

export interface PublicRoutesOptions {
  readonly desk: SessionDesk;
  readonly tickets: TicketDesk;
  readonly folder: DownloadsFolder;
  readonly keyBudget: GuessBudget;
  readonly operator: Operator;
  addressOf(request: FastifyRequest): string;
  publicUrl(): string;
}

const problems = { "4xx": Problem, "5xx": Problem };

/** What customers' browsers may ask before anything has begun. */
export function addPublicRoutes(app: Routes, options: PublicRoutesOptions): void {
  const { desk, tickets, folder, keyBudget, addressOf } = options;

  app.post(
    "/api/v1/keys/check",
    {
      schema: {
        summary: "Recognises a session key. Unknown, used and expired keys get the same answer.",
        body: KeyCheckRequest,
        response: { 200: KeyCheckResponse, ...problems },
      },
      errorHandler: sayKeyMalformed,
    },
    async (request) => {
      const { key } = request.body;
      const giveBack = await keyBudget.spend(addressOf(request));
      const { sessionId, expiresAt } = await desk.recognise(key);
      await giveBack();
      const ticket = tickets.issue(sessionId);
      const device = deviceOf(request.headers);
      const offer = offerFor(device, await folder.files(), ticket);
      const joinLink = joinLinkOf(key, options.publicUrl());
      return { state: "recognised" as const, expiresAt, joinLink, ticket, device, ...offer };
    },
  );

  app.get(
    "/api/v1/operator",
    { schema: { summary: "Who runs this site, for its legal pages.", response: { 200: Operator, ...problems } } },
    async () => options.operator,
  );
}

/** Who mistyped the key is told so. Everything else is the listener's to answer. */
function sayKeyMalformed(error: unknown): never {
  const isKey =
    hasZodFastifySchemaValidationErrors(error) && error.validation.every((issue) => issue.instancePath === "/key");
  throw isKey ? new ProtocolError("key_malformed") : error;
}

/** Opens the customer's installed program with the key filled in. */
function joinLinkOf(key: SessionKey, portal: string): string {
  return `ferndiagnose://join?${new URLSearchParams({ key, portal }).toString()}`;
}
