import type { FastifyInstance } from "fastify";
import type { OpenJournal } from "../transparency/open-journal.ts";

/** Under `/log/`, to anybody: the checkpoint and the tiles of C2SP tlog-tiles, so that other people's tools can follow the log. */
export function addLogRoutes(app: FastifyInstance, journal: Pick<OpenJournal, "resource">): void {
  app.get<{ Params: { "*": string } }>("/log/*", async (request, reply) => {
    const resource = await journal.resource(request.params["*"]);
    if (resource === undefined) return reply.callNotFound();
    return reply.headers(resource.headers).send(Buffer.from(resource.body));
  });
}
