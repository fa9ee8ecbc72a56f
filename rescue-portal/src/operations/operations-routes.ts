import type { Routes } from "@ferndiagnose/server/http";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import type { RecorderPool } from "../sessions/recorder-pool.ts";
import type { Figures } from "./figures.ts";

export interface OperationsRoutesOptions {
  readonly database: Database;
  readonly recorders: RecorderPool;
  readonly figures: Figures;
}

const Health = z.strictObject({ status: z.enum(["ok", "unavailable"]) });
const Readiness = z.strictObject({ ...Health.shape, database: z.boolean(), recorders: z.int() });

/** What operators' probes ask. `healthz`: the process answers. `readyz`: a session could begin. */
export function addOperationsRoutes(app: Routes, { database, recorders, figures }: OperationsRoutesOptions): void {
  app.get("/healthz", { schema: { response: { 200: Health } } }, async () => ({ status: "ok" as const }));

  app.get("/readyz", { schema: { response: { 200: Readiness, 503: Readiness } } }, async (_request, reply) => {
    const isDatabaseReady = await database.isReady();
    const isReady = isDatabaseReady && recorders.connected > 0;
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? ("ok" as const) : ("unavailable" as const),
      database: isDatabaseReady,
      recorders: recorders.connected,
    });
  });

  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
    reply.type(figures.registry.contentType);
    return figures.registry.metrics();
  });
}
