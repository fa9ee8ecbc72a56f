import type { Routes } from "@ferndiagnose/server/http";
import type { PageHeaders } from "../http/static-pages.ts";
import type { SocketRoute } from "../signalling/socket-gate.ts";

export type ListenerName = "public" | "staff" | "operations";

/** What one of the three listeners offers. */
export interface Site {
  readonly title: string;
  /** A built page that is served beside the API. */
  readonly pagesDir?: string | undefined;
  readonly pageHeaders?: PageHeaders;
  addRoutes(app: Routes): void;
  readonly sockets: readonly SocketRoute[];
  /** Of one message on a socket; without it the usual limit. */
  readonly messageBytesAtMost?: number;
}
