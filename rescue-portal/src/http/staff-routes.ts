import {
  Account,
  LinkSignInRequest,
  NewSession,
  Problem,
  ProtocolError,
  type Role,
  SessionCreated,
  SignInRequest,
} from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { AccountDesk, SignedIn } from "../accounts/account-desk.ts";
import type { SessionCookie } from "../accounts/session-cookie.ts";
import type { AttemptBudget } from "../budgets/attempt-budget.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";

export interface StaffRoutesOptions {
  readonly accounts: AccountDesk;
  readonly desk: SessionDesk;
  readonly budget: AttemptBudget;
  readonly sessionBudget: AttemptBudget;
  cookie(): SessionCookie;
  addressOf(request: FastifyRequest): string;
  /** Closes the sockets of a sign-in that is over. */
  signedOut(token: string): void;
}

const problems = { "4xx": Problem, "5xx": Problem };

/** What technicians' browsers may ask. */
export function addStaffRoutes(app: Routes, options: StaffRoutesOptions): void {
  const { accounts, desk, budget, addressOf } = options;

  app.post(
    "/api/v1/sign-in",
    { schema: { summary: "Signs in by password.", body: SignInRequest, response: { 200: Account, ...problems } } },
    async (request, reply) => {
      const { name, password } = request.body;
      const giveBack = await budget.spend([addressOf(request), name]);
      const signedIn = await accounts.signIn(name, password);
      await giveBack();
      return welcome(reply, signedIn);
    },
  );

  app.post(
    "/api/v1/sign-in/link",
    {
      schema: {
        summary: "Signs in by one-time link.",
        body: LinkSignInRequest,
        response: { 200: Account, ...problems },
      },
    },
    async (request, reply) => {
      const address = addressOf(request);
      // A link cannot be guessed and has no name to protect; only the address counts.
      const giveBack = await budget.spend([address, `link ${address}`]);
      const signedIn = await accounts.signInByLink(request.body.token);
      await giveBack();
      return welcome(reply, signedIn);
    },
  );

  app.post(
    "/api/v1/sign-out",
    { schema: { summary: "Ends the sign-in and its sockets.", response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      const cookie = options.cookie();
      const token = cookie.read(request.headers);
      if (token !== undefined) {
        await accounts.signOut(token);
        options.signedOut(token);
      }
      return reply.clearCookie(cookie.name, cookie.options).code(204).send(null);
    },
  );

  app.get(
    "/api/v1/me",
    { schema: { summary: "Says who is signed in.", response: { 200: Account, ...problems } } },
    async (request) => signedIn(request),
  );

  app.post(
    "/api/v1/sessions",
    {
      schema: {
        summary: "Issues a new session with its key; none for a customer who has withdrawn their consent.",
        body: NewSession.nullish(),
        response: { 201: SessionCreated, ...problems },
      },
    },
    async (request, reply) => {
      const technician = await signedIn(request, "technician");
      await options.sessionBudget.spend([technician.name]);
      const created = await desk.create(technician, request.body?.customerReference);
      return reply.code(201).send(created);
    },
  );

  async function signedIn(request: FastifyRequest, role?: Role): Promise<Account> {
    return requireAccount(accounts, options.cookie().read(request.headers), role);
  }

  function welcome(reply: FastifyReply, { account, token }: SignedIn): Account {
    const cookie = options.cookie();
    reply.setCookie(cookie.name, token, cookie.options);
    return account;
  }
}

/** The account behind a cookie. Throws `not_signed_in`, or `not_allowed` when it has another role. */
export async function requireAccount(accounts: AccountDesk, token: string | undefined, role?: Role): Promise<Account> {
  const account = token === undefined ? undefined : await accounts.signedIn(token);
  if (account === undefined) throw new ProtocolError("not_signed_in");
  if (role !== undefined && account.role !== role) throw new ProtocolError("not_allowed");
  return account;
}
