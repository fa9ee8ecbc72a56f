import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import {
  type IceServer,
  PROTOCOL_VERSION,
  policy,
  type RecorderMessage,
  type SessionId,
  type ToRecorder,
} from "@ferndiagnose/protocol";
import { Archive } from "./archive/archive.ts";
import { takeOwnership } from "./archive/owner.ts";
import { recoverArchive } from "./archive/recover-archive.ts";
import { loadRecoveryKey } from "./archive/recovery-key.ts";
import { readAuditorSet } from "./auditors/auditor-set.ts";
import { Metrics } from "./operations/metrics.ts";
import type { Ports, Timer } from "./ports.ts";
import type { RecordingPlace } from "./recorder/begin-recording.ts";
import type { CreateFile } from "./recorder/recording-file.ts";
import { launchRelay } from "./relay/launch-relay.ts";
import { RelayLink, type SessionReport } from "./relay-host/relay-link.ts";
import { SessionRunner } from "./session/session-runner.ts";
import { PortalLink } from "./signalling/portal-link.ts";

export interface RecordingsOptions {
  /** The portal's operations listener: `ws://` or `http://`, host and port. */
  portalUrl: string;
  portalToken: string;
  archiveDirectory: string;
  auditorSetFile: string;
  /** Created at the first start; `recovery-key.json` in the archive when absent. */
  recoveryKeyFile?: string;
  /** How many sessions at a time. */
  capacity: number;
  /** No new session below this much free space in the archive. */
  reserveBytes?: number;
  retentionDays?: number;
  media?: {
    bindAddress?: string;
    portRange?: { first: number; last: number };
    /** STUN and TURN servers for the relay itself; needed only behind address translation. */
    iceServers?: string[];
    enableIceTcp?: boolean;
  };
  /** The operator's STUN and TURN servers for the browsers. */
  iceServers?: IceServer[];
}

/** Replaceable parts, for tests and for other stores. */
export interface RecordingsParts {
  launchRelay?: () => ChildProcess;
  createFile?: CreateFile;
}

export interface Recordings {
  start(): Promise<void>;
  /** Ends running sessions, seals their recordings, and tells the portal. */
  stop(): Promise<void>;
  /** Connected to the portal, relay running, and an auditor set to lock for. */
  readonly isReady: boolean;
  readonly sessions: number;
  readonly metrics: Metrics;
  /** The media relay process, for benchmarks. */
  readonly relayPid: number | undefined;
}

const defaultReserveBytes = 256 * 1024 * 1024;
const stopMs = 8_000;
const relayStartMs = 15_000;

/** The recording server: relay, recorder, archive. Composed here, run by `start`. */
export function createRecordings(ports: Ports, options: RecordingsOptions, parts: RecordingsParts = {}): Recordings {
  return new RecordingServer(ports, options, parts);
}

class RecordingServer implements Recordings {
  readonly metrics = new Metrics();
  readonly #ports: Ports;
  readonly #options: RecordingsOptions;
  readonly #parts: RecordingsParts;
  readonly #archive: Archive;
  readonly #instanceId: string;
  readonly #relay: RelayLink;
  readonly #portal: PortalLink;
  readonly #running = new Map<SessionId, SessionRunner>();
  #place: RecordingPlace | undefined;
  #portalLoss: Timer | undefined;
  #isStopping = false;

  constructor(ports: Ports, options: RecordingsOptions, parts: RecordingsParts) {
    this.#ports = ports;
    this.#options = options;
    this.#parts = parts;
    this.#archive = new Archive(options.archiveDirectory);
    this.#instanceId = Buffer.from(ports.random(16)).toString("hex");
    this.#relay = new RelayLink(ports, {
      launch: parts.launchRelay ?? (() => launchRelay(options.media ?? {})),
      onReport: (report) => this.#handleRelayReport(report),
      onLost: () => this.#handleRelayLost(),
    });
    this.#portal = new PortalLink(ports, {
      portalUrl: options.portalUrl,
      token: options.portalToken,
      hello: () => this.#hello(),
      onMessage: (message) => this.#handlePortalMessage(message),
      onConnected: () => this.#portalLoss?.cancel(),
      onLost: () => this.#handlePortalLost(),
    });
  }

  get isReady(): boolean {
    return this.#portal.isConnected && this.#relay.isReady && !this.#isStopping;
  }

  get sessions(): number {
    return this.#running.size;
  }

  get relayPid(): number | undefined {
    return this.#relay.pid;
  }

  async start(): Promise<void> {
    const ports = this.#ports;
    await this.#archive.open();
    await takeOwnership(this.#archive.directory);
    const keyFile = this.#options.recoveryKeyFile ?? join(this.#archive.directory, "recovery-key.json");
    const recoveryKey = await loadRecoveryKey(keyFile, ports.random);
    await readAuditorSet(this.#options.auditorSetFile);
    this.#place = {
      archive: this.#archive,
      auditorSetFile: this.#options.auditorSetFile,
      recoveryKey,
      reserveBytes: this.#options.reserveBytes ?? defaultReserveBytes,
      retentionDays: this.#options.retentionDays ?? policy.RECORDING_RETENTION_DAYS,
      ...(this.#parts.createFile ? { createFile: this.#parts.createFile } : {}),
    };
    const { recovered, quarantined } = await recoverArchive(this.#archive, recoveryKey, ports.log);
    this.metrics.recovered(recovered.length, quarantined);
    for (const sessionId of recovered) this.#portal.send({ type: "sealed", sessionId, outcome: "recovered" });
    this.#relay.start();
    await this.#untilRelayReady();
    this.#portal.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#portalLoss?.cancel();
    const deadlineUs = this.#ports.clock.monotonicUs() + stopMs * 1000;
    while (this.#running.size > 0 && this.#ports.clock.monotonicUs() < deadlineUs) {
      // One that was just being armed can only be ended once it is.
      for (const { session } of [...this.#running.values()]) session.end("server_stopped");
      await this.#pause(20);
    }
    await this.#portal.stop();
    await this.#relay.stop();
  }

  #hello(): Extract<RecorderMessage, { type: "hello" }> {
    return {
      type: "hello",
      version: PROTOCOL_VERSION,
      instanceId: this.#instanceId,
      capacity: Math.max(0, this.#options.capacity - this.#running.size),
      iceServers: this.#options.iceServers ?? [],
    };
  }

  #handlePortalMessage(message: ToRecorder): void {
    if (message.type === "welcome" || message.type === "refused") return;
    if (message.type === "arm") {
      this.#arm(message);
      return;
    }
    this.#running.get(message.sessionId)?.session.handlePortalMessage(message);
  }

  #arm({ sessionId, history }: Extract<ToRecorder, { type: "arm" }>): void {
    if (this.#running.has(sessionId)) return;
    const isFull = this.#running.size >= this.#options.capacity;
    if (!this.#place || this.#isStopping || isFull) {
      this.#ports.log.warn({ sessionId, isFull }, "session.arm_refused");
      this.#portal.send({ type: "arm_refused", sessionId, code: "recorder_not_ready" });
      return;
    }
    const runner = new SessionRunner({
      ports: this.#ports,
      place: this.#place,
      sessionId,
      history,
      isRelayReady: () => this.#relay.isReady && !this.#isStopping,
      tellPortal: (told) => this.#portal.send(told),
      commandRelay: (command) => this.#relay.send(command),
      onDurable: (frame) => this.metrics.durable(frame),
      onStep: (step) => this.metrics.step(step),
      onOver: () => {
        this.#running.delete(sessionId);
        this.metrics.setSessions(this.#running.size);
      },
    });
    this.#running.set(sessionId, runner);
    this.metrics.setSessions(this.#running.size);
    void runner.prepare();
  }

  #handleRelayReport(report: SessionReport): void {
    this.#running.get(report.sessionId)?.session.handleRelayReport(report);
  }

  #handleRelayLost(): void {
    this.metrics.relayLost();
    for (const { session } of [...this.#running.values()]) session.handleRelayLost();
  }

  /** Without the portal nobody hears the heartbeats: the customers' programs end by themselves after the same time. */
  #handlePortalLost(): void {
    this.#portalLoss?.cancel();
    this.#portalLoss = this.#ports.clock.setTimer(policy.END_AFTER_MS, () => {
      for (const { session } of [...this.#running.values()]) session.end("server_stopped");
    });
  }

  /** The portal gives us sessions from our first word on, and without the relay each of them is refused. */
  async #untilRelayReady(): Promise<void> {
    const { clock } = this.#ports;
    const deadlineUs = clock.monotonicUs() + relayStartMs * 1000;
    while (!this.#relay.isReady && !this.#isStopping && clock.monotonicUs() < deadlineUs) await this.#pause(20);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#ports.clock.setTimer(delayMs, resolve));
  }
}
