import { policy } from "@ferndiagnose/protocol";
import { takeFolder } from "@ferndiagnose/server";
import type { ArchiveStart } from "./archive/start-archive.ts";
import { type Assembly, assemble } from "./assemble.ts";
import { createDesk, type Desk } from "./desk/desk.ts";
import { Metrics } from "./operations/metrics.ts";
import type { Ports, Timer } from "./ports.ts";
import type { RecordingsOptions, RecordingsParts } from "./recordings-options.ts";
import { addLogRoutes } from "./trust/add-log-routes.ts";

export interface Recordings {
  start(): Promise<void>;
  /** Ends running sessions, seals their recordings, and tells the portal. */
  stop(): Promise<void>;
  /** Connected to the portal, and nothing is missing that a session needs. */
  readonly isReady: boolean;
  /** What is missing, as codes. */
  readonly missing: readonly string[];
  readonly sessions: number;
  readonly metrics: Metrics;
  /** Where auditors work; undefined before the start, or without a desk. */
  readonly deskUrl: string | undefined;
  /** The transparency log's name and verifier key; undefined before the start. */
  readonly log: { readonly origin: string; readonly vkey: string } | undefined;
  /** The media relay process, for benchmarks. */
  readonly relayPid: number | undefined;
}

const stopMs = 8_000;
const relayStartMs = 15_000;

/** The recording server: relay, recorder, archive, retention, cases. Composed in assemble.ts, run by `start`. */
export function createRecordings(ports: Ports, options: RecordingsOptions, parts: RecordingsParts = {}): Recordings {
  return new RecordingServer(ports, options, parts);
}

class RecordingServer implements Recordings {
  readonly metrics = new Metrics();
  readonly #ports: Ports;
  readonly #options: RecordingsOptions;
  readonly #parts: RecordingsParts;
  #giveBack: (() => Promise<void>) | undefined;
  #assembly: Assembly | undefined;
  #desk: Desk | undefined;
  #deskUrl: string | undefined;
  #portalLoss: Timer | undefined;
  #isStopping = false;

  constructor(ports: Ports, options: RecordingsOptions, parts: RecordingsParts) {
    this.#ports = ports;
    this.#options = options;
    this.#parts = parts;
  }

  get isReady(): boolean {
    return this.missing.length === 0;
  }

  get missing(): readonly string[] {
    if (!this.#assembly || this.#isStopping) return ["not_running"];
    const { portal, parts } = this.#assembly;
    return portal.isConnected ? parts.missing : ["portal", ...parts.missing];
  }

  get sessions(): number {
    return this.#assembly?.live.count ?? 0;
  }

  get deskUrl(): string | undefined {
    return this.#deskUrl;
  }

  get log(): { origin: string; vkey: string } | undefined {
    const journal = this.#assembly?.journal;
    return journal && { origin: journal.origin, vkey: journal.publicKey };
  }

  get relayPid(): number | undefined {
    return this.#assembly?.relay.pid;
  }

  /**
   * Throws when another running server has the archive: two would take each other's open recordings for orphans. Looks after the
   * past first: what a crash left, what is due, what is owed to the log. Then the portal may send sessions.
   */
  async start(): Promise<void> {
    this.#giveBack = await takeFolder(this.#options.archiveDirectory);
    const assembly = await this.#assemble();
    this.#assembly = assembly;
    const { archive, cases, closings, disk, orphans, parts, portal, relay, retention, wardens } = assembly;
    await Promise.all([wardens.start(), disk.start()]);
    const started = await archive.start();
    await closings.settle();
    await retention.start(started.destroyedAgain);
    await orphans.resume();
    await cases.start();
    this.#tellRecovered(started);
    relay.start();
    await this.#untilRelayReady();
    await parts.start();
    await this.#openDesk();
    portal.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#portalLoss?.cancel();
    if (!this.#assembly) return;
    const { cases, closings, database, disk, journal, live, orphans, parts, portal, relay, retention, wardens } =
      this.#assembly;
    live.close();
    const deadlineUs = this.#ports.clock.monotonicUs() + stopMs * 1000;
    while (live.count > 0 && this.#ports.clock.monotonicUs() < deadlineUs) {
      // One that was just being armed can only be ended once it is.
      live.endAll("server_stopped");
      await this.#pause(20);
    }
    for (const part of [parts, disk, orphans, closings, wardens]) part.stop();
    await this.#desk?.stop();
    await Promise.all([portal.stop(), relay.stop(), cases.stop(), retention.stop()]);
    await journal.close();
    await database.close();
    await this.#giveBack?.();
  }

  async #assemble(): Promise<Assembly> {
    try {
      return await assemble(this.#ports, this.#options, this.#parts, {
        metrics: this.metrics,
        onPortalConnected: () => this.#portalLoss?.cancel(),
        onPortalLost: () => this.#handlePortalLost(),
      });
    } catch (error) {
      await this.#giveBack?.();
      throw error;
    }
  }

  #tellRecovered({ settled }: ArchiveStart): void {
    const portal = this.#assembly?.portal;
    const recovered = settled.filter(({ end, tornBytes }) => end && tornBytes !== undefined).length;
    this.metrics.recovered(recovered, settled.filter(({ end }) => !end).length);
    for (const { sessionId, end } of settled) {
      if (sessionId && end) portal?.send({ type: "sealed", sessionId, outcome: end.state });
    }
  }

  async #openDesk(): Promise<void> {
    const { desk } = this.#options;
    if (!desk || !this.#assembly) return;
    const { cases, auditors, journal, retention } = this.#assembly;
    this.#desk = createDesk(
      {
        ...this.#ports,
        cases,
        auditors,
        certificateOf: (sessionId) => retention.certificateOf(sessionId),
        addLogRoutes: (app) => addLogRoutes(app, journal),
      },
      desk,
    );
    this.#deskUrl = await this.#desk.start();
  }

  /** Without the portal nobody hears the heartbeats: the customers' programs end by themselves after the same time. */
  #handlePortalLost(): void {
    this.#portalLoss?.cancel();
    this.#portalLoss = this.#ports.clock.setTimer(policy.END_AFTER_MS, () => {
      this.#assembly?.live.endAll("server_stopped");
    });
  }

  /** The portal gives us sessions from our first word on, and without the relay each of them is refused. */
  async #untilRelayReady(): Promise<void> {
    const { clock } = this.#ports;
    const deadlineUs = clock.monotonicUs() + relayStartMs * 1000;
    while (!this.#assembly?.relay.isReady && !this.#isStopping && clock.monotonicUs() < deadlineUs) {
      await this.#pause(20);
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#ports.clock.setTimer(delayMs, resolve));
  }
}
