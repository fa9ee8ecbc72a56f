/** One Electron IPC channel for one purpose; `invoke` from the renderer, `show` and `command` to it. */
export const IpcChannel = {
  stepsShow: "steps:show",
  stepsAct: "steps:act",
  statusShow: "status:show",
  statusAct: "status:act",
  statusFit: "status:fit",
  captureCommand: "capture:command",
  captureReport: "capture:report",
  capturePiece: "capture:piece",
} as const;
export type IpcChannel = (typeof IpcChannel)[keyof typeof IpcChannel];
