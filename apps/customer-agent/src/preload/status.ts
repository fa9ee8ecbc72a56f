import { IpcChannel, type StatusAction, type StatusFit, type StatusView } from "@ferndiagnose/protocol/ipc";
import { contextBridge, ipcRenderer } from "electron";

/** What the page of the status window can do: hear what to show, say what the customer did, and how high it is. */
export interface StatusBridge {
  onShow(show: (view: StatusView) => void): void;
  act(action: StatusAction): Promise<void>;
  fit(fit: StatusFit): Promise<void>;
}

let latest: StatusView | undefined;
let listener: ((view: StatusView) => void) | undefined;

ipcRenderer.on(IpcChannel.statusShow, (_event, view: StatusView) => {
  latest = view;
  listener?.(view);
});

const bridge: StatusBridge = {
  onShow(show) {
    listener = show;
    if (latest) show(latest);
  },
  act: (action) => ipcRenderer.invoke(IpcChannel.statusAct, action),
  fit: (fit) => ipcRenderer.invoke(IpcChannel.statusFit, fit),
};

contextBridge.exposeInMainWorld("statusBridge", bridge);
