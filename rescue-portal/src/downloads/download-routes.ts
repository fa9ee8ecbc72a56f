import { CustomerProgress, type DownloadTicket, Problem, ProtocolError, type SessionId } from "@ferndiagnose/protocol";
import type { Routes } from "@ferndiagnose/server/http";
import { z } from "zod";
import type { AttemptBudget } from "../budgets/attempt-budget.ts";
import type { SessionDesk } from "../sessions/session-desk.ts";
import { customerProgress } from "./customer-progress.ts";
import type { DownloadPlaces } from "./download-places.ts";
import type { DownloadsFolder } from "./downloads-folder.ts";
import type { ProgressBook } from "./progress-book.ts";
import { sendDownload } from "./send-download.ts";
import type { TicketDesk } from "./ticket-desk.ts";

export interface DownloadRoutesOptions {
  readonly desk: SessionDesk;
  readonly tickets: TicketDesk;
  readonly folder: DownloadsFolder;
  readonly progress: ProgressBook;
  /** Of downloads begun with one ticket: who has a key is nobody's mirror. */
  readonly downloadBudget: AttemptBudget;
  readonly progressBudget: AttemptBudget;
  readonly places: DownloadPlaces;
}

const problems = { "4xx": Problem, "5xx": Problem };
/** Whatever stands there is answered with "not unlocked", not with a word on its form. */
const ticket = z.string().max(200).describe("The ticket that the key check answered with.");

/** Downloads and progress: open to whoever typed the key of a session that is not over. */
export function addDownloadRoutes(app: Routes, options: DownloadRoutesOptions): void {
  const { desk, tickets, folder, progress } = options;

  app.get(
    "/api/v1/downloads/:ticket/:name",
    {
      schema: {
        summary: "The customer's program, the same bytes for everybody, or a range of them.",
        params: z.strictObject({ ticket, name: z.string().max(200) }),
        response: { 200: z.any().describe("Bytes."), 206: z.any().describe("Bytes."), ...problems },
      },
    },
    async (request, reply) => {
      const sessionId = tickets.sessionOf(request.params.ticket as DownloadTicket);
      await options.downloadBudget.spend([sessionId]);
      const files = await folder.files();
      // From here on nothing is waited for: the session is open, and its caller there, when a place is taken.
      if (!desk.isOpen(sessionId)) throw new ProtocolError("download_not_unlocked");
      const file = files.find(({ name }) => name === request.params.name);
      if (file === undefined) throw new ProtocolError("not_found");
      if (request.method === "GET" && !reply.raw.destroyed)
        reply.raw.once(
          "close",
          options.places.take(sessionId, () => reply.raw.destroy()),
        );
      return sendDownload(request, reply, file, {
        started: () => progress.started(sessionId, file.name),
        sent: (range) => progress.sent(sessionId, file, range),
      });
    },
  );

  app.get(
    "/api/v1/progress/:ticket",
    {
      schema: {
        summary: "How far the customer of a ticket has come.",
        params: z.strictObject({ ticket }),
        response: { 200: CustomerProgress, ...problems },
      },
    },
    async (request) => {
      const sessionId: SessionId = tickets.sessionOf(request.params.ticket as DownloadTicket);
      await options.progressBudget.spend([sessionId]);
      return customerProgress(desk.peek(sessionId), progress.of(sessionId));
    },
  );
}
