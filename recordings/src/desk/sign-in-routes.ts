import { AuditorSetChain, DeskChallenge, DeskSession, Problem, SignedDeskSignIn } from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import { z } from "zod";
import type { AddressBudget } from "./address-budget.ts";
import type { AuditorSignIn } from "./auditor-sign-in.ts";
import type { DeskParts } from "./desk-parts.ts";

const problems = { "4xx": Problem, "5xx": Problem };

/** How auditors come in, and the public record of who they are. */
export function addSignInRoutes(app: Routes, parts: DeskParts, signIn: AuditorSignIn, budget: AddressBudget): void {
  app.post(
    "/api/v1/desk/challenge",
    {
      schema: {
        summary: "A challenge for the next sign-in.",
        body: z.strictObject({}),
        response: { 200: DeskChallenge, ...problems },
      },
    },
    async () => signIn.challenge(),
  );

  app.post(
    "/api/v1/desk/sign-in",
    {
      schema: {
        summary: "Signs an auditor in who signed the challenge.",
        body: SignedDeskSignIn,
        response: { 200: DeskSession, ...problems },
      },
    },
    async (request) => {
      await budget.spend(request.raw);
      return signIn.signIn(request.body);
    },
  );

  app.get(
    "/api/v1/auditor-sets",
    {
      schema: {
        summary: "Every version of the auditor set, each signed by the one before.",
        response: { 200: AuditorSetChain, ...problems },
      },
    },
    async () => {
      const newest = parts.auditors.active()?.version ?? 0;
      const versions = Array.from({ length: newest }, (_, index) => parts.auditors.version(index + 1));
      return { sets: versions.filter((set) => set !== undefined) };
    },
  );
}
