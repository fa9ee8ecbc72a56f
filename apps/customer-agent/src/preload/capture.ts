import { type CaptureCommand, type CaptureReport, IpcChannel, type PieceRequest } from "@ferndiagnose/protocol/ipc";
import { contextBridge, ipcRenderer } from "electron";

/** What the page that takes the picture can do: hear commands, report, and ask for a piece of the picture. */
export interface CaptureBridge {
  onCommand(handle: (command: CaptureCommand) => void): void;
  report(report: CaptureReport): Promise<void>;
  wantPiece(request: PieceRequest): Promise<void>;
}

const early: CaptureCommand[] = [];
let listener: ((command: CaptureCommand) => void) | undefined;

ipcRenderer.on(IpcChannel.captureCommand, (_event, command: CaptureCommand) => {
  if (listener) listener(command);
  else early.push(command);
});

const bridge: CaptureBridge = {
  onCommand(handle) {
    listener = handle;
    for (const command of early.splice(0)) handle(command);
  },
  report: (report) => ipcRenderer.invoke(IpcChannel.captureReport, report),
  wantPiece: (request) => ipcRenderer.invoke(IpcChannel.capturePiece, request),
};

contextBridge.exposeInMainWorld("captureBridge", bridge);
