import type { AddressInfo } from "node:net";
import { type Pseudonym, policy } from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import type { NewAccount } from "./accounts/account-desk.ts";
import { createPortalListener } from "./http/portal-listener.ts";
import type { ListenerPlace, PortalOptions } from "./portal-options.ts";
import { composePortal } from "./portal-parts.ts";
import type { PortalPorts, Timer } from "./ports.ts";
import { keepRetention } from "./retention/keep-retention.ts";
import { openSocketGate } from "./signalling/socket-gate.ts";
import { operationsSite } from "./sites/operations-site.ts";
import { publicSite } from "./sites/public-site.ts";
import type { ListenerName, Site } from "./sites/site.ts";
import { staffSite } from "./sites/staff-site.ts";

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
const socketsAtMost = { public: 5_000, staff: 2_000, operations: 100 } as const;

/** The rescue portal: public site, staff site, session desk. Nothing is opened before `start`. */
export function createPortal(ports: PortalPorts, options: PortalOptions): Portal {
  const { clock, log, database } = ports;
  const gates = new Map<ListenerName, ReturnType<typeof openSocketGate>>();
  const urls = new Map<ListenerName, string>();
  const apps: Routes[] = [];
  const parts = composePortal(ports, options, { urlOf, socketsOf: (name) => gates.get(name)?.count ?? 0 });
  const { accounts, desk, folder, retentionDays, timings } = parts;
  let housework: Timer | undefined;

  return {
    async start() {
      await database.migrate();
      folder.open();
      const [publicApp, staffApp, operationsApp] = await Promise.all([
        open("public", publicSite(parts)),
        open("staff", staffSite(parts)),
        open("operations", operationsSite(parts)),
      ]);
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
      await folder.close();
      log.info({}, "portal stopped");
    },
    createAccount: (account) => accounts.create(account),
    pseudonymOf: parts.pseudonymOf,
    async createOneTimeLink(accountName) {
      return `${urlOf("staff")}/#link=${await accounts.createLink(accountName)}`;
    },
  };

  async function open(name: ListenerName, site: Site): Promise<Routes> {
    const answered = (status: number) => parts.figures.countAnswer(name, status);
    const app = await createPortalListener(
      { ...site, log, ownOrigins: () => parts.ownOrigins(name), answered },
      (routes) => site.addRoutes(routes),
    );
    const messageBytesAtMost = site.messageBytesAtMost ?? policy.MAX_SIGNALLING_MESSAGE_BYTES;
    const limits = { socketsAtMost: socketsAtMost[name], messageBytesAtMost, log };
    gates.set(name, openSocketGate(app.server, site.sockets, limits));
    return app;
  }

  function urlOf(name: ListenerName): string {
    const url = urls.get(name);
    if (url === undefined) throw new Error("The portal has not started.");
    return url;
  }

  function doHousework(): void {
    housework = clock.setTimer(houseworkEveryMs, doHousework);
    keepRetention(database, clock.now(), retentionDays).catch((error: unknown) =>
      log.error({ err: error }, "housework failed"),
    );
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
