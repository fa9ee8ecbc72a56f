import type { AddressInfo } from "node:net";
import { type Pseudonym, policy, type SessionEvent, type SessionId } from "@ferndiagnose/protocol";
import type { Session } from "@ferndiagnose/session";
import { AccountDesk, type NewAccount } from "./accounts/account-desk.ts";
import { sessionCookie } from "./accounts/session-cookie.ts";
import { AttemptBudget } from "./budgets/attempt-budget.ts";
import { TicketDesk } from "./downloads/ticket-desk.ts";
import { createListener } from "./http/listener.ts";
import { addPublicRoutes } from "./http/public-routes.ts";
import type { Routes } from "./http/routes.ts";
import { ownOrigins } from "./http/same-origin.ts";
import { addStaffRoutes } from "./http/staff-routes.ts";
import { Figures } from "./operations/figures.ts";
import { addOperationsRoutes } from "./operations/operations-routes.ts";
import { defaultBudgets, defaultTimings, type ListenerPlace, type PortalOptions } from "./portal-options.ts";
import type { PortalPorts, Timer } from "./ports.ts";
import { RecordingStatusStore } from "./receipts/recording-status-store.ts";
import { pseudonymOf } from "./secrets/pseudonym-of.ts";
import { SessionDesk } from "./sessions/session-desk.ts";
import { SignedInSockets } from "./signalling/signed-in-sockets.ts";
import { openSocketGate, type SocketRoute } from "./signalling/socket-gate.ts";
import { customerRoute, recorderRoute, technicianRoute } from "./signalling/socket-routes.ts";

export interface PortalAddresses {
  readonly publicUrl: string;
  readonly staffUrl: string;
  readonly operationsUrl: string;
}

export interface Portal {
  start(): Promise<PortalAddresses>;
  /** Ends every session with `server_stopped`, waits shortly for their recordings, closes. The database stays open. */
  stop(): Promise<void>;
  /** False when the name is taken. Possible from `start` on. */
  createAccount(account: NewAccount): Promise<boolean>;
  /** The address that signs this account in once, within 24 hours. Possible from `start` on. */
  createOneTimeLink(accountName: string): Promise<string>;
  /** What stands for this account in archives and on receipts. */
  pseudonymOf(accountName: string): Pseudonym;
}

const houseworkEveryMs = 3_600_000;
const dayMs = 24 * 3_600_000;
/** Long enough for everybody who asks after the last day whether it was the last. */
const destructionsKnownForMs = 365 * dayMs;
const socketsAtMost = { public: 5_000, staff: 2_000, operations: 100 } as const;

type ListenerName = keyof typeof socketsAtMost;

/** The rescue portal: public site, staff site, session desk. Nothing is opened before `start`. */
export function createPortal(ports: PortalPorts, options: PortalOptions): Portal {
  const { clock, random, log, database } = ports;
  const budgets = { ...defaultBudgets, ...options.budgets };
  const timings = { ...defaultTimings, ...options.timings };
  const trustedProxies = options.trustedProxies ?? 0;
  const retentionDays = options.retentionDays ?? policy.RECORDING_RETENTION_DAYS;
  const budgetSecret = random(32);
  const keyBudget = new AttemptBudget([budgets.keysPerAddress, budgets.keysOverall], budgetSecret);
  const receiptBudget = new AttemptBudget([budgets.receiptsPerAddress, budgets.receiptsOverall], budgetSecret);
  const signInBudget = new AttemptBudget([budgets.signInsPerAddress, budgets.signInsPerName], budgetSecret);

  const keySecret = options.keySecret ?? random(32);
  const tickets = new TicketDesk(keySecret);
  const accounts = new AccountDesk(ports);
  const statuses = new RecordingStatusStore(database, clock);
  const desk = new SessionDesk(ports, {
    terms: {
      organisation: options.organisation,
      termsVersion: options.termsVersion,
      privacyVersion: options.privacyVersion,
      retentionDays,
      codecs: options.codecs ?? ["AV1", "VP9", "VP8", "H264"],
    },
    timings,
    keySecret,
    statuses,
    happened: reportEvent,
  });
  const gates = new Map<ListenerName, ReturnType<typeof openSocketGate>>();
  const figures = new Figures({
    openSessions: () => desk.openSessions,
    recorders: () => desk.recorders.connected,
    freePlaces: () => desk.recorders.free,
    sockets: (listener) => gates.get(listener)?.count ?? 0,
  });
  const signedInSockets = new SignedInSockets();
  const around = { clock, log, refused: (code: string) => figures.countRefusal(code) };
  const apps: Routes[] = [];
  const cookie = () => sessionCookie(urlOf("staff"));
  const urls = new Map<ListenerName, string>();
  let housework: Timer | undefined;

  return {
    async start() {
      await database.migrate();
      const [publicApp, staffApp, operationsApp] = await Promise.all([publicSite(), staffSite(), operationsSite()]);
      apps.push(publicApp, staffApp, operationsApp);
      await desk.reload();
      urls.set("public", await listen(publicApp, options.public));
      urls.set("staff", await listen(staffApp, options.staff));
      urls.set("operations", await listen(operationsApp, options.operations));
      doHousework();
      log.info({}, "portal started");
      return { publicUrl: urlOf("public"), staffUrl: urlOf("staff"), operationsUrl: urlOf("operations") };
    },
    async stop() {
      housework?.cancel();
      await desk.endAll("server_stopped");
      await untilSealed();
      desk.stop();
      for (const gate of gates.values()) gate.cutAll();
      await Promise.all(apps.map((app) => app.close()));
      log.info({}, "portal stopped");
    },
    createAccount: (account) => accounts.create(account),
    pseudonymOf: (accountName) => pseudonymOf(accountName, keySecret),
    async createOneTimeLink(accountName) {
      return `${urlOf("staff")}/#link=${await accounts.createLink(accountName)}`;
    },
  };

  function publicSite(): Promise<Routes> {
    const own = () => ownOrigins(urlOf("public"));
    return site("public", "Ferndiagnose: customers", own, options.publicPagesDir, {
      addRoutes(app) {
        const publicUrl = () => urlOf("public");
        addPublicRoutes(app, { desk, statuses, tickets, keyBudget, receiptBudget, trustedProxies, publicUrl });
      },
      sockets: [
        customerRoute({
          around,
          desk,
          budget: keyBudget,
          trustedProxies,
          keepAlive: timings.peopleKeepAlive,
          joinWithinMs: timings.joinWithinMs,
          ownOrigins: own,
        }),
      ],
    });
  }

  function staffSite(): Promise<Routes> {
    const own = () => ownOrigins(urlOf("staff"));
    return site("staff", "Ferndiagnose: staff", own, options.staffPagesDir, {
      addRoutes(app) {
        addStaffRoutes(app, {
          accounts,
          desk,
          budget: signInBudget,
          trustedProxies,
          cookie,
          signedOut: (token) => signedInSockets.signedOut(token),
        });
      },
      sockets: [
        technicianRoute({
          around,
          desk,
          accounts,
          random,
          keepAlive: timings.peopleKeepAlive,
          sockets: signedInSockets,
          cookie,
          ownOrigins: own,
        }),
      ],
    });
  }

  function operationsSite(): Promise<Routes> {
    const own = () => ownOrigins(urlOf("operations"));
    return site("operations", "Ferndiagnose: operations", own, undefined, {
      addRoutes: (app) => addOperationsRoutes(app, { database, recorders: desk.recorders, figures }),
      sockets: [recorderRoute({ around, desk, keepAlive: timings.recorderKeepAlive, token: options.recorderToken })],
    });
  }

  async function site(
    name: ListenerName,
    title: string,
    own: () => ReadonlySet<string>,
    pagesDir: string | undefined,
    parts: { addRoutes(app: Routes): void; sockets: SocketRoute[] },
  ): Promise<Routes> {
    const answered = (status: number) => figures.countAnswer(name, status);
    const listener = { title, log, ownOrigins: own, answered, pagesDir };
    const app = await createListener(listener, (routes) => parts.addRoutes(routes));
    gates.set(name, openSocketGate(app.server, parts.sockets, { socketsAtMost: socketsAtMost[name], log }));
    return app;
  }

  /** Set once a listener listens, which is before its first request. */
  function urlOf(name: ListenerName): string {
    const url = urls.get(name);
    if (url === undefined) throw new Error("The portal has not started.");
    return url;
  }

  /** One info line per transition; rights and their requests are no transitions. */
  function reportEvent(sessionId: SessionId, event: SessionEvent, session: Session): void {
    figures.countEvent(event.type);
    if (event.type === "ended") figures.countEnd(event.reason);
    if (event.type === "rights_changed" || event.type === "rights_requested") return;
    log.info({ sessionId, state: session.state, reason: session.reason }, `session ${event.type}`);
  }

  function doHousework(): void {
    housework = clock.setTimer(houseworkEveryMs, doHousework);
    const now = clock.now();
    const work = [
      accounts.forgetExpired(),
      desk.forgetEndedBefore(now - retentionDays * dayMs),
      statuses.forgetDestroyedBefore(now - destructionsKnownForMs),
    ];
    Promise.all(work).catch((error: unknown) => log.error({ err: error }, "housework failed"));
  }

  function untilSealed(): Promise<void> {
    const giveUpAt = clock.now() + timings.sealWithinMs;
    return new Promise((resolve) => {
      const look = () => {
        const isHopeless = desk.recorders.connected === 0 || clock.now() >= giveUpAt;
        if (desk.isWoundUp || isHopeless) resolve();
        else clock.setTimer(50, look);
      };
      look();
    });
  }
}

async function listen(app: Routes, place: ListenerPlace): Promise<string> {
  const host = place.host ?? "127.0.0.1";
  await app.listen({ host, port: place.port });
  const { port } = app.server.address() as AddressInfo;
  return place.url?.replace(/\/$/, "") ?? `http://${host}:${port}`;
}
