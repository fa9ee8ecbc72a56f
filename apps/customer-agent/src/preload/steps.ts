import { IpcChannel, type StepsAction, type StepsView } from "@ferndiagnose/protocol/ipc";
import { contextBridge, ipcRenderer } from "electron";

/** What the page of the steps window can do: hear what to show, and say what the customer did. */
export interface StepsBridge {
  /** Undefined: nothing, the window is hidden. */
  onShow(show: (view: StepsView | undefined) => void): void;
  act(action: StepsAction): Promise<void>;
}

let latest: StepsView | undefined;
let listener: ((view: StepsView | undefined) => void) | undefined;

ipcRenderer.on(IpcChannel.stepsShow, (_event, view: StepsView | undefined) => {
  latest = view;
  listener?.(view);
});

const bridge: StepsBridge = {
  onShow(show) {
    listener = show;
    if (latest) show(latest);
  },
  act: (action) => ipcRenderer.invoke(IpcChannel.stepsAct, action),
};

contextBridge.exposeInMainWorld("stepsBridge", bridge);
