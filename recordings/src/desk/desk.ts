import type { AddressInfo } from "node:net";
import { ownOrigins, type Routes } from "@ferndiagnose/server/http";
import { AddressBudget } from "./address-budget.ts";
import { AuditorSignIn } from "./auditor-sign-in.ts";
import { addCaseRoutes } from "./case-routes.ts";
import { addComplaintRoutes } from "./complaint-routes.ts";
import { createDeskListener } from "./desk-listener.ts";
import type { DeskLimit, DeskOptions, DeskParts } from "./desk-parts.ts";
import { addSignInRoutes } from "./sign-in-routes.ts";

export interface Desk {
  /** Resolves with the desk's address. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

const tenMinutesMs = 10 * 60_000;

/**
 * The desk: complaints from outside, cases for auditors, the log and deletion certificates for everybody. HTTP only; what may happen
 * is decided in `cases`.
 */
export function createDesk(parts: DeskParts, options: DeskOptions): Desk {
  const secret = parts.random(32);
  const trustedProxies = options.trustedProxies ?? 0;
  const budget = (perAddress: DeskLimit, overall: DeskLimit) =>
    new AddressBudget({ perAddress, overall }, secret, trustedProxies);
  const within = (attempts: number): DeskLimit => ({ attempts, windowMs: tenMinutesMs });
  // The limits for all together are wide: a flood from many addresses must not keep a complaint from coming in time.
  const complaintBudgets = {
    forms: budget(options.formsPerAddress ?? within(100), within(20_000)),
    complaints: budget(options.complaintsPerAddress ?? within(20), options.complaintsOverall ?? within(20_000)),
  };
  const signInBudget = budget(options.signInsPerAddress ?? within(60), within(2_000));
  let url: string | undefined;
  const signIn = new AuditorSignIn({
    clock: parts.clock,
    random: parts.random,
    active: () => parts.auditors.active(),
    isOwnAddress: (desk) => url !== undefined && ownOrigins(url).has(desk),
  });
  let app: Routes | undefined;

  return {
    async start() {
      app = await createDeskListener(parts.log, (routes) => {
        addComplaintRoutes(routes, parts, complaintBudgets);
        addSignInRoutes(routes, parts, signIn, signInBudget);
        addCaseRoutes(routes, parts, signIn);
        parts.addLogRoutes?.(routes as never);
      });
      const host = options.host ?? "127.0.0.1";
      await app.listen({ host, port: options.port });
      const { port } = app.server.address() as AddressInfo;
      url = new URL(options.url ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`).origin;
      return url;
    },
    async stop() {
      await app?.close();
    },
  };
}
