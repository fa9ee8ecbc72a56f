import cookie from "@fastify/cookie";
import { createListener, type Routes } from "@ferndiagnose/server/http";
import type { Log } from "../ports.ts";
import { requireOwnOrigin } from "./same-origin.ts";
import { securityHeaders } from "./security-headers.ts";
import { type PageHeaders, servePages } from "./static-pages.ts";

const bodyBytesAtMost = 16 * 1024;

export interface PortalListenerOptions {
  readonly title: string;
  readonly log: Log;
  /** A built page that this listener serves beside its API. */
  readonly pagesDir?: string | undefined;
  readonly pageHeaders?: PageHeaders | undefined;
  /** Known only once the port is. */
  ownOrigins(): ReadonlySet<string>;
  answered(status: number): void;
}

/** One of the portal's listeners: strict headers, requests of its own pages only, answers counted. */
export function createPortalListener(
  { title, log, pagesDir, pageHeaders, ownOrigins, answered }: PortalListenerOptions,
  addRoutes: (app: Routes) => void,
): Promise<Routes> {
  return createListener({ title, bodyBytesAtMost, log }, async (app) => {
    app.addHook("onRequest", async ({ method, headers }) => {
      if (method !== "GET" && method !== "HEAD") requireOwnOrigin(headers, ownOrigins());
    });
    app.addHook("onResponse", async (_request, reply) => answered(reply.statusCode));
    await app.register(cookie);
    await securityHeaders(app, ownOrigins);
    addRoutes(app);
    await servePages(app, pagesDir, pageHeaders ?? {});
  });
}
