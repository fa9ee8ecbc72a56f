import type { ChildProcess } from "node:child_process";
import { Readable } from "node:stream";
import { type RelayCommand, RelayReport } from "@ferndiagnose/protocol";
import type { Ports, Timer } from "../ports.ts";
import { batchPipeDescriptor } from "../relay/batch-frame.ts";
import { BatchReader, type BatchReport } from "./batch-reader.ts";

/** What the relay tells of its sessions, over either way. In order among themselves are only those of the same way. */
export type SessionReport = Exclude<RelayReport, { type: "ready" }> | BatchReport;

export interface RelayLinkOptions {
  /** With a pipe for batches (`relayStdio`). */
  launch: () => ChildProcess;
  onReport: (report: SessionReport) => void;
  /** The process is gone; a new one knows nothing of the old one's sessions. */
  onLost: () => void;
}

const firstRestartMs = 100;
const longestRestartMs = 5_000;
/** A relay that ran this long did not fail at its start. */
const provenMs = 10_000;
const exitMs = 2_000;

/** The media relay process: starts it, talks to it, and starts another when it dies. */
export class RelayLink {
  readonly #ports: Ports;
  readonly #options: RelayLinkOptions;
  #child: ChildProcess | undefined;
  #isReady = false;
  #isStopped = true;
  #restartMs = firstRestartMs;
  #restart: Timer | undefined;

  constructor(ports: Ports, options: RelayLinkOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Of the running process, for those who watch its use of the machine. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    this.#isStopped = false;
    this.#launch();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#restart?.cancel();
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.connected) child.disconnect();
    const kill = this.#ports.clock.setTimer(exitMs, () => child.kill("SIGKILL"));
    await exited;
    kill.cancel();
  }

  /** Commands to a process that is gone are without effect: its sessions end anyway. */
  send(command: RelayCommand): void {
    const child = this.#child;
    if (!child?.connected) return;
    child.send(command, (error) => {
      if (error) this.#ports.log.warn({ code: codeOf(error) }, "relay.command_lost");
    });
  }

  #launch(): void {
    const startedUs = this.#ports.clock.monotonicUs();
    const child = this.#options.launch();
    this.#child = child;
    child.on("message", (message) => this.#handleMessage(message));
    this.#readBatches(child);
    child.on("error", (error) => {
      this.#ports.log.error({ code: codeOf(error) }, "relay.failed");
      if (child.pid === undefined) this.#handleExit(startedUs, {});
    });
    // Not at its "exit": what it wrote before is read first.
    child.once("close", (code, signal) => this.#handleExit(startedUs, { exitCode: code, signal }));
  }

  #readBatches(child: ChildProcess): void {
    const pipe = child.stdio[batchPipeDescriptor];
    if (!(pipe instanceof Readable)) return;
    const reader = new BatchReader((report) => this.#options.onReport(report));
    pipe.on("data", (chunk: Buffer) => {
      if (reader.read(chunk)) return;
      this.#ports.log.error({ code: "message_malformed" }, "relay.batch_refused");
      pipe.destroy();
      child.kill("SIGKILL");
    });
    pipe.on("error", (error) => this.#ports.log.error({ code: codeOf(error) }, "relay.batches_lost"));
  }

  #handleExit(startedUs: number, how: object): void {
    this.#isReady = false;
    if (this.#isStopped) return;
    const { clock, log } = this.#ports;
    log.error(how, "relay.lost");
    this.#options.onLost();
    if (clock.monotonicUs() - startedUs > provenMs * 1000) this.#restartMs = firstRestartMs;
    this.#restart = clock.setTimer(this.#restartMs, () => this.#launch());
    this.#restartMs = Math.min(this.#restartMs * 2, longestRestartMs);
  }

  #handleMessage(message: unknown): void {
    const report = RelayReport.safeParse(message);
    if (!report.success) {
      this.#ports.log.error({ code: "message_malformed" }, "relay.report_refused");
      return;
    }
    if (report.data.type === "ready") {
      this.#isReady = true;
      this.#ports.log.info({}, "relay.ready");
      return;
    }
    this.#options.onReport(report.data);
  }
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name;
}
