import type { CaptureCommand, CaptureReport, ScreenChoice, StatusView, StepsView } from "@ferndiagnose/protocol/ipc";
import type { Clock } from "../clock.ts";
import type { InputInjector } from "../input/input-injector.ts";
import type { Log } from "../log.ts";
import type { ReceiptOutlets } from "../receipt/receipt-desk.ts";
import type { Random } from "../receipt/seal-complaint-code.ts";
import type { HeartbeatCheck } from "./check-heartbeat.ts";
import type { DesktopArea } from "./input-guard.ts";

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
  command(command: CaptureCommand): void;
  /** Resolves when it is gone. Never waits for the process's own consent. */
  kill(): Promise<void>;
}

export interface Screens {
  list(): Promise<ScreenChoice[]>;
  /** Where the screen of this number is, or undefined when there is none. */
  areaOf(number: number): DesktopArea | undefined;
}

/** Everything a session needs from the computer it runs on. */
export interface SessionPorts {
  clock: Clock;
  log: Log;
  screens: Screens;
  startCapture(screenNumber: number, events: CaptureEvents): CaptureProcess;
  canControl: boolean;
  openInput(onFailure: (error: unknown) => void): InputInjector;
  ownWindows: { isAt(x: number, y: number): boolean; haveFocus(): boolean };
  /** Takes the F11 key for this session; false when the system did not give it. */
  holdF11(onPress: () => void): boolean;
  releaseF11(): void;
  heartbeatCheckFor(recordingKey: string): HeartbeatCheck | undefined;
  /** Bytes from a cryptographically secure source. */
  random: Random;
  receiptOutlets: ReceiptOutlets;
  showSteps(content: StepsContent): void;
  /** From the first call on, the status window is there instead of the steps. */
  showStatus(content: StatusContent): void;
  closeStatus(): void;
}
