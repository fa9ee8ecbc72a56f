import type { CaptureCommand, CaptureReport, StatusView, StepsView } from "@ferndiagnose/protocol/ipc";
import type { Clock } from "../clock.ts";
import type { InputBackend } from "../input/input-backend.ts";
import type { OwnDevices } from "../input/own-devices.ts";
import type { Heir } from "../last-word/heir.ts";
import type { Log } from "../log.ts";
import type { ReceiptOutlets } from "../receipt/receipt-desk.ts";
import type { Random } from "../receipt/seal-complaint-code.ts";
import type { WatchdogLink, WatchdogSubject } from "../watchdog/watchdog-link.ts";
import type { HeartbeatCheck } from "./check-heartbeat.ts";
import type { Pictures, SharedView } from "./shared-view.ts";

type WithoutLanguage<View> = View extends unknown ? Omit<View, "language"> : never;
export type StepsContent = WithoutLanguage<StepsView>;
export type StatusContent = WithoutLanguage<StatusView>;

export interface CaptureEvents {
  onReport(report: CaptureReport): void;
  /** The process ended although nobody asked it to. */
  onCrashed(): void;
}

/** The process that takes the picture and sends it. */
export interface CaptureProcess {
  /** 0 before there is a process. */
  readonly processId: number;
  command(command: CaptureCommand): void;
  /** Another view from here on. Only while no picture is taken. */
  show(view: SharedView): void;
  /** Resolves when it is gone. Never waits for the process's own consent. */
  kill(): Promise<void>;
}

/** Everything a session needs from the computer it runs on. */
export interface SessionPorts {
  clock: Clock;
  log: Log;
  pictures: Pictures;
  startCapture(view: SharedView, events: CaptureEvents): CaptureProcess;
  canControl: boolean;
  /** Throws when the platform's input cannot be reached. */
  openInput(): InputBackend;
  /** Since anybody's last input on this computer, in whole seconds. */
  systemIdleSeconds(): number;
  openOwnDevices(): OwnDevices;
  ownWindows: { isAt(x: number, y: number): boolean; haveFocus(): boolean };
  /** Takes the F11 key for this session. */
  holdF11(onPress: () => void): StatusView["f11"];
  releaseF11(): void;
  /** A process that stops picture and input when this one hangs. */
  startWatchdog(subject: WatchdogSubject): WatchdogLink;
  heir: Heir;
  heartbeatCheckFor(recordingKey: string): HeartbeatCheck | undefined;
  /** Bytes from a cryptographically secure source. */
  random: Random;
  /** The texts that this program carries. */
  carriedVersions: { terms: string; privacy: string };
  receiptOutlets: ReceiptOutlets;
  showSteps(content: StepsContent): void;
  /** Resolves when nothing of them is on the screen any more. */
  hideSteps(): Promise<void>;
  /** From the first call on, the status window is there instead of the steps. */
  showStatus(content: StatusContent): void;
  closeStatus(): void;
}
