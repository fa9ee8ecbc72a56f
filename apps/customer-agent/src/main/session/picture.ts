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
/** A slow computer may need it now and then; so often one after the other it is a failure. */
const replacedInARowAtMost = 3;

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
  #obedience: Timer | undefined;
  #stopped: ((stop: PictureStop) => void)[] = [];
  #replacedInARow = 0;

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

  take(): void {
    if (this.#isWanted || this.#isKilled) return;
    this.#isWanted = true;
    this.#hearsNothing();
    this.#process.command({ type: "set_capturing", capturing: true });
  }

  /** The customer's own wish is obeyed at once, or the process goes. */
  leave(byCustomer: boolean): void {
    const wasWanted = this.#isWanted;
    this.#isWanted = false;
    const isStopping = this.#obedience !== undefined;
    if (this.#isKilled || !(wasWanted || (isStopping && byCustomer))) return;
    this.#obedience?.cancel();
    const patienceMs = byCustomer ? obeyCustomerWithinMs : obeyWithinMs;
    this.#obedience = this.#ports.clock.setTimer(patienceMs, () => this.#replace());
    if (wasWanted) this.#process.command({ type: "set_capturing", capturing: false });
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
    this.#hearsNothing();
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
      if (!report.capturing) {
        this.#replacedInARow = 0;
        this.#isStopped({ replaced: false });
      }
      this.#ports.log.info(report.capturing ? "capture.started" : "capture.paused");
      return;
    }
    if (report.type === "capture_failed") this.#ports.onFailed("media_failed");
    else this.#ports.onReport(report);
  }

  #isStopped(stop: PictureStop): void {
    this.#hearsNothing();
    const heard = this.#stopped;
    this.#stopped = [];
    for (const onStopped of heard) onStopped(stop);
  }

  #hearsNothing(): void {
    this.#obedience?.cancel();
    this.#obedience = undefined;
  }

  #replace(): void {
    const { log } = this.#ports;
    this.#obedience = undefined;
    this.#replacedInARow++;
    log.warn("capture.replaced");
    // The signal is given at once; its end is waited for by nobody.
    this.#process.kill().catch((error: unknown) => log.warn("capture.not_killed", errorFields(error)));
    this.#isStopped({ replaced: true });
    if (this.#replacedInARow > replacedInARowAtMost) {
      this.#ports.onFailed("program_failed");
      return;
    }
    this.#process = this.#start();
    this.connect();
    this.#ports.onReplaced();
  }
}
