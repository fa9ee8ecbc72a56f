import type { IceServer, VideoCodec } from "@ferndiagnose/protocol";
import type { CaptureCommand, CaptureReport } from "@ferndiagnose/protocol/ipc";
import type { Clock, Timer } from "../clock.ts";
import { errorFields, type Log } from "../log.ts";
import type { CaptureEvents, CaptureProcess } from "./session-ports.ts";
import type { SharedView } from "./shared-view.ts";

/** How long the process may take to stop when the customer takes something back; promise 4 leaves 100 ms for all of it. */
const obeyCustomerWithinMs = 35;
/** And when there is only nobody watching, or the connection is gone. */
const obeyWithinMs = 500;
/** A slow computer may need it now and then; one more within this time is a failure, whatever it obeyed in between. */
const replacedAtMost = 3;
const replacedWithinMs = 60_000;

export interface Connection {
  iceServers: IceServer[];
  codecs: VideoCodec[];
}

export interface PicturePorts {
  clock: Clock;
  log: Log;
  start(view: SharedView, events: CaptureEvents): CaptureProcess;
  onReport(report: CaptureReport): void;
  /** The former process is gone with its connection; a new one makes an offer. */
  onReplaced(): void;
  onFailed(reason: "program_failed" | "media_failed"): void;
}

/** How a picture came to its end: asked to, or with its process. */
export type PictureStop = { readonly replaced: boolean };

/**
 * Rules the process that takes the picture. One that does not stop when told to is killed and replaced by a new one that
 * has never seen what it may not see.
 */
export class Picture {
  readonly #ports: PicturePorts;
  readonly #connection: Connection;
  #view: SharedView;
  #process: CaptureProcess;
  #isWanted = false;
  #isKilled = false;
  /** While the process has been told to stop and has not said that it did. */
  #obedience: { readonly dueMs: number; readonly timer: Timer } | undefined;
  #stopped: ((stop: PictureStop) => void)[] = [];
  #replacedAtMs: number[] = [];

  constructor(ports: PicturePorts, view: SharedView, connection: Connection) {
    this.#ports = ports;
    this.#view = view;
    this.#connection = connection;
    this.#process = this.#start();
  }

  /** Whether a picture is being taken, or about to be. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  get processId(): number {
    return this.#process.processId;
  }

  /** A new connection; one that there was before is given up. */
  connect(): void {
    this.#process.command({ type: "connect", ...this.#connection });
  }

  command(command: Extract<CaptureCommand, { type: "answer" | "candidate" }>): void {
    this.#process.command(command);
  }

  /** A stop that is under way is completed first. */
  take(): void {
    if (this.#isWanted || this.#isKilled) return;
    this.#isWanted = true;
    if (this.#obedience === undefined) this.#begin();
  }

  /** The customer's own wish is obeyed at once, or the process goes. */
  leave(byCustomer: boolean): void {
    const wasWanted = this.#isWanted;
    this.#isWanted = false;
    const isStopping = this.#obedience !== undefined;
    if (this.#isKilled || !(wasWanted || isStopping)) return;
    this.#expectStop(byCustomer ? obeyCustomerWithinMs : obeyWithinMs);
    if (!isStopping) this.#process.command({ type: "set_capturing", capturing: false });
  }

  /** Called when no further picture can be taken; at once where none is. */
  whenStopped(onStopped: (stop: PictureStop) => void): void {
    if (this.#obedience === undefined) onStopped({ replaced: false });
    else this.#stopped.push(onStopped);
  }

  /** Nothing of the former view is taken from here on. */
  show(view: SharedView): void {
    this.leave(true);
    this.#view = view;
    this.#process.show(view);
  }

  async kill(): Promise<void> {
    this.#isKilled = true;
    this.#isWanted = false;
    this.#expectNothing();
    await this.#process.kill();
  }

  #start(): CaptureProcess {
    const process = this.#ports.start(this.#view, {
      onReport: (report) => {
        if (this.#process === process && !this.#isKilled) this.#handle(report);
      },
      onCrashed: () => {
        if (this.#process === process && !this.#isKilled) this.#ports.onFailed("program_failed");
      },
    });
    return process;
  }

  #handle(report: CaptureReport): void {
    if (report.type === "capturing") {
      if (!report.capturing) this.#isStopped({ replaced: false });
      this.#ports.log.info(report.capturing ? "capture.started" : "capture.paused");
      return;
    }
    if (report.type === "capture_failed") this.#ports.onFailed("media_failed");
    else this.#ports.onReport(report);
  }

  #begin(): void {
    this.#process.command({ type: "set_capturing", capturing: true });
  }

  #isStopped(stop: PictureStop): void {
    const wasAsked = this.#obedience !== undefined;
    this.#expectNothing();
    const heard = this.#stopped;
    this.#stopped = [];
    for (const onStopped of heard) onStopped(stop);
    // Wanted anew while it was stopping; a process that was replaced is asked once its successor is there.
    if (wasAsked && this.#isWanted && !stop.replaced) this.#begin();
  }

  /** Never later than expected before. */
  #expectStop(withinMs: number): void {
    const { clock } = this.#ports;
    const dueMs = clock.now() + withinMs;
    if (this.#obedience && this.#obedience.dueMs <= dueMs) return;
    this.#obedience?.timer.cancel();
    this.#obedience = { dueMs, timer: clock.setTimer(withinMs, () => this.#replace()) };
  }

  #expectNothing(): void {
    this.#obedience?.timer.cancel();
    this.#obedience = undefined;
  }

  #replace(): void {
    const { clock, log } = this.#ports;
    const nowMs = clock.now();
    this.#replacedAtMs = [...this.#replacedAtMs.filter((atMs) => nowMs - atMs < replacedWithinMs), nowMs];
    log.warn("capture.replaced");
    // The signal is given at once; its end is waited for by nobody.
    this.#process.kill().catch((error: unknown) => log.warn("capture.not_killed", errorFields(error)));
    this.#isStopped({ replaced: true });
    if (this.#isKilled) return;
    if (this.#replacedAtMs.length > replacedAtMost) {
      this.#ports.onFailed("program_failed");
      return;
    }
    this.#process = this.#start();
    this.connect();
    if (this.#isWanted) this.#begin();
    this.#ports.onReplaced();
  }
}
