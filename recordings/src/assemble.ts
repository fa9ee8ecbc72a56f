import { PROTOCOL_VERSION } from "@ferndiagnose/protocol";
import { ArchiveIndex } from "./archive/archive-index.ts";
import { Cases } from "./cases/cases.ts";
import { recordingStatus } from "./cases/recording-status.ts";
import { IntakeKey } from "./intake/intake-key.ts";
import type { Metrics } from "./operations/metrics.ts";
import { missingParts } from "./operations/missing-parts.ts";
import { PartsWatch } from "./operations/parts-watch.ts";
import type { Ports } from "./ports.ts";
import { proveBlobStore } from "./recorder/canary.ts";
import { Closings } from "./recorder/closings.ts";
import { DiskWatch } from "./recorder/disk-watch.ts";
import { Orphans } from "./recorder/orphans.ts";
import { RefusedToArm } from "./recorder/refused-to-arm.ts";
import { SaneClock } from "./recorder/sane-clock.ts";
import type { RecordingsOptions, RecordingsParts } from "./recordings-options.ts";
import { launchRelay } from "./relay/launch-relay.ts";
import { RelayLink } from "./relay-host/relay-link.ts";
import { certificateTrust } from "./retention/certificate-trust.ts";
import { Retention } from "./retention/retention.ts";
import { LiveSessions } from "./session/live-sessions.ts";
import { ComplaintTunnel } from "./signalling/complaint-tunnel.ts";
import { PortalLink } from "./signalling/portal-link.ts";
import { serverSecret } from "./signalling/server-secret.ts";
import { StatusTeller } from "./signalling/status-teller.ts";
import { openStores } from "./stores/open-stores.ts";
import { isOnThisMachine } from "./trust/is-on-this-machine.ts";
import { openTrust } from "./trust/open-trust.ts";

const defaultReserveBytesPerSession = 64 * 1024 * 1024;
const defaultRetentionDays = 90;
/** A test that has moved its clock does not want to wait for minutes. */
const testSweepMs = 2_000;

export type Assembly = Awaited<ReturnType<typeof assemble>>;

/** Opens what this server keeps and makes all its parts, each knowing what it needs of the others. Nothing runs yet. */
export async function assemble(
  ports: Ports,
  options: RecordingsOptions,
  replaced: RecordingsParts,
  { metrics, onPortalConnected, onPortalLost }: Surroundings,
) {
  const { clock, log, random } = ports;
  const stores = await openStores(ports, options, replaced);
  const { blobs, database, recoveryKey } = stores;
  const { journal, wardens, auditors } = await openTrust(ports, options, stores);
  const archive = new ArchiveIndex({ ...stores, clock, log, logged: (recordingId) => journal.logged(recordingId) });
  const known = { archive, blobs, database, journal, wardens, auditors };
  const intake = await IntakeKey.draw(random);
  const instanceId = Buffer.from(random(16)).toString("hex");
  const orphans = new Orphans({ ...known, clock, log });
  const closings = new Closings({ ...known, clock, log });

  const relay = new RelayLink(ports, {
    launch: replaced.launchRelay ?? (() => launchRelay(options.media ?? {})),
    onReport: (report) => live.handleRelayReport(report),
    onLost: () => {
      metrics.relayLost();
      live.handleRelayLost();
    },
  });
  const portal = new PortalLink(ports, {
    portalUrl: options.portalUrl,
    token: options.portalToken,
    hello: () => ({
      type: "hello",
      version: PROTOCOL_VERSION,
      instanceId,
      capacity: live.room,
      iceServers: options.iceServers ?? [],
      intakeKey: intake.publicKey,
      serverSecret: serverSecret(recoveryKey),
    }),
    onMessage: (message) => {
      if ("sessionId" in message) live.handlePortalMessage(message);
      else if (message.type === "tunnel_request") void tunnel.handle(message);
    },
    onSessionFailed: (sessionId) => live.fail(sessionId),
    onConnected: () => {
      statuses.handleConnected();
      onPortalConnected();
    },
    onLost: () => {
      statuses.handleLost();
      onPortalLost();
    },
  });
  const statuses = new StatusTeller({
    ...known,
    clock,
    log,
    statusOf: (sessionId) => recordingStatus(database, sessionId),
    tellPortal: (message) => portal.send(message),
  });
  const disk = new DiskWatch({
    blobs,
    clock,
    log,
    reserveBytesPerSession: options.reserveBytesPerSession ?? defaultReserveBytesPerSession,
    liveSessions: () => live.count,
    onChange: (level) => {
      metrics.setDiskLevel(level);
      if (level === "end_sessions") live.endAll("recorder_disk_full");
    },
  });
  const retention = new Retention({
    ...known,
    ...ports,
    recoveryKey,
    certificates: stores.certificates,
    trust: certificateTrust({ recoveryKey, wardens, journal, ...options.log }),
    statusFile: stores.retentionStatusFile,
    isIndependent: (wardenId) => options.isTestClock === true || !isOnThisMachine(wardenId, wardens, options.wardens),
    onDestroyed: ({ sessionId }) => {
      if (sessionId) statuses.changed(sessionId);
    },
    ...(options.isTestClock ? { sweepEveryMs: testSweepMs } : {}),
  });
  const cases = new Cases({
    ...known,
    ...ports,
    recoveryKey,
    isClockBelieved: async () => !retention.problems.some(({ code }) => code.startsWith("clock_")),
    onChanged: (recordingId) => void statuses.changedRecording(recordingId),
  });
  const tunnel = new ComplaintTunnel({
    log,
    complaints: cases.complaints,
    certificateOf: (sessionId) => retention.certificateOf(sessionId),
    tellPortal: (message) => portal.send(message),
  });
  const parts = new PartsWatch({
    clock,
    log,
    metrics,
    readAuditors: () => auditors.current(),
    missing: (hasAuditors) =>
      missingParts({
        isRelayReady: relay.isReady,
        hasAuditors,
        areWardensReady: wardens.isReady,
        journalProblem: journal.problem,
        diskLevel: disk.level(),
        retentionProblems: retention.problems,
      }),
  });
  const live = new LiveSessions({
    ports,
    metrics,
    closings,
    capacity: options.capacity,
    place: {
      ...known,
      needsWitness: options.log.quorum > 0,
      intake,
      orphans,
      recoveryKey,
      clock: new SaneClock(database, clock),
      missing: () => parts.missing,
      proveDisk: async () => {
        await disk.check();
        if (parts.missing.includes("recorder_disk_full")) throw new RefusedToArm("recorder_disk_full");
        await proveBlobStore({ blobs, random });
      },
      retentionDays: options.retentionDays ?? defaultRetentionDays,
    },
    tellPortal: (message) => portal.send(message),
    commandRelay: (command) => relay.send(command),
    onChange: (sessionId) => statuses.changed(sessionId),
  });
  return { ...known, orphans, closings, relay, portal, statuses, disk, retention, cases, parts, live };
}

export interface Surroundings {
  metrics: Metrics;
  onPortalConnected: () => void;
  onPortalLost: () => void;
}
