import { privacyVersion } from "@ferndiagnose/data-catalogue";
import { policy, type SessionEvent, type SessionId } from "@ferndiagnose/protocol";
import { addressGroup, clientAddress, ownOrigins } from "@ferndiagnose/server/http";
import type { Session } from "@ferndiagnose/session";
import { termsVersion } from "@ferndiagnose/ui/legal";
import type { FastifyRequest } from "fastify";
import { AccountDesk } from "./accounts/account-desk.ts";
import { ComplaintDesk } from "./complaints/complaint-desk.ts";
import { ComplaintTunnel } from "./complaints/complaint-tunnel.ts";
import { ConsentRegistry } from "./consent/consent-registry.ts";
import { DownloadPlaces } from "./downloads/download-places.ts";
import { DownloadsFolder } from "./downloads/downloads-folder.ts";
import { ProgressBook } from "./downloads/progress-book.ts";
import { TicketDesk } from "./downloads/ticket-desk.ts";
import { Figures } from "./operations/figures.ts";
import { defaultBudgets, openBudgets } from "./portal-budgets.ts";
import { defaultTimings, type PortalOptions } from "./portal-options.ts";
import type { PortalPorts } from "./ports.ts";
import { ReceiptDesk } from "./receipts/receipt-desk.ts";
import { ReceiptSessions } from "./receipts/receipt-sessions.ts";
import { RecordingStatusStore } from "./receipts/recording-status-store.ts";
import { pseudonymOf } from "./secrets/pseudonym-of.ts";
import { SessionDesk } from "./sessions/session-desk.ts";
import type { ListenerName } from "./sites/site.ts";

const downloadsAtOnce = { perSession: 6, overall: 500 };

/** What only the running portal knows. */
export interface PortalState {
  /** Set once a listener listens, which is before its first request. */
  urlOf(name: ListenerName): string;
  socketsOf(name: ListenerName): number;
}

export type PortalParts = ReturnType<typeof composePortal>;

/** Makes everything the portal consists of, each part knowing what it needs of the others. Nothing is opened yet. */
export function composePortal(ports: PortalPorts, options: PortalOptions, state: PortalState) {
  const { clock, random, log, database } = ports;
  const timings = { ...defaultTimings, ...options.timings };
  const trustedProxies = options.trustedProxies ?? 0;
  const retentionDays = options.retentionDays ?? policy.RECORDING_RETENTION_DAYS;
  const keySecret = options.keySecret ?? random(32);
  const { organisation, contact, dataProtectionContact, supervisoryAuthority } = options;
  const operator = {
    organisation,
    ...(contact === undefined ? {} : { contact }),
    ...(dataProtectionContact === undefined ? {} : { dataProtectionContact }),
    ...(supervisoryAuthority === undefined ? {} : { supervisoryAuthority }),
  };

  const budgets = openBudgets({ ...defaultBudgets, ...options.budgets }, random(32));
  const accounts = new AccountDesk(ports);
  const statuses = new RecordingStatusStore(database, clock);
  const consents = new ConsentRegistry(database, clock, options.keySecret);
  const tickets = new TicketDesk(keySecret);
  const folder = new DownloadsFolder(options.downloadsDir, log);
  const progress = new ProgressBook();
  const { downloadWithinMs: withinMs, downloadGraceMs: graceMs } = timings;
  const places = new DownloadPlaces(clock, { ...downloadsAtOnce, withinMs, graceMs });
  const desk = new SessionDesk(ports, {
    terms: {
      operator,
      termsVersion: options.termsVersion ?? termsVersion,
      privacyVersion: options.privacyVersion ?? privacyVersion,
      retentionDays,
      codecs: options.codecs ?? ["AV1", "VP9", "VP8", "H264"],
    },
    timings,
    keySecret,
    statuses,
    consents,
    happened: reportEvent,
  });
  const figures = new Figures({
    openSessions: () => desk.openSessions,
    recorders: () => desk.recorders.connected,
    freePlaces: () => desk.recorders.free,
    sockets: (listener) => state.socketsOf(listener),
  });
  const tunnel = new ComplaintTunnel(clock);
  const complaints = new ComplaintDesk(desk.recorders, tunnel, statuses);
  const pseudonym = (accountName: string) => pseudonymOf(accountName, keySecret);
  const receipts = new ReceiptDesk({
    sessions: new ReceiptSessions(database),
    statuses,
    consents,
    clock,
    organisation,
    pseudonymOf: pseudonym,
    withdrawn: (customer) => desk.withdrawn(customer, "customer"),
  });

  return {
    ...{ clock, random, log, database, options, timings, trustedProxies, retentionDays },
    ...{
      budgets,
      accounts,
      statuses,
      consents,
      tickets,
      folder,
      progress,
      places,
      desk,
      figures,
      tunnel,
      complaints,
      receipts,
    },
    operator,
    around: { clock, log, refused: (code: string) => figures.countRefusal(code) },
    urlOf: (name: ListenerName) => state.urlOf(name),
    ownOrigins: (name: ListenerName) => ownOrigins(state.urlOf(name)),
    addressOf: (request: FastifyRequest) => addressGroup(clientAddress(request.raw, trustedProxies)),
    pseudonymOf: pseudonym,
  };

  /** One info line per transition; rights and their requests are no transitions. */
  function reportEvent(sessionId: SessionId, event: SessionEvent, session: Session): void {
    figures.countEvent(event.type);
    if (event.type === "ended") {
      figures.countEnd(event.reason);
      progress.forget(sessionId);
      places.sessionEnded(sessionId);
    }
    if (event.type === "rights_changed" || event.type === "rights_requested") return;
    log.info({ sessionId, state: session.state, reason: session.reason }, `session ${event.type}`);
  }
}
