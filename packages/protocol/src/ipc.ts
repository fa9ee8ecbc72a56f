/** The part of the protocol that a preload script may import. */
export {
  CaptureCommand,
  CaptureReport,
  PictureArea,
  PictureLayer,
  PictureLayout,
  PieceRequest,
} from "./ipc/capture.ts";
export { IpcChannel } from "./ipc/channels.ts";
export { LastWord } from "./ipc/last-word.ts";
export { ReceiptKeeping, ReceiptView } from "./ipc/receipt.ts";
export { StatusFit } from "./ipc/status-fit.ts";
export {
  ChosenView,
  ControlEnd,
  RemovalView,
  ScreenChoice,
  StatusAction,
  StatusView,
  StepsAction,
  StepsView,
  WindowChoice,
} from "./ipc/steps.ts";
export { HeldInput, WatchdogCommand, WatchdogReport } from "./ipc/watchdog.ts";
