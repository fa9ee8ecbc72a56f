import { IpcChannel, StepsAction, type StepsView } from "@ferndiagnose/protocol/ipc";
import { BrowserWindow, screen } from "electron";
import { listen } from "../ipc/listen.ts";
import { addressOf } from "../security/own-files.ts";
import { windowPreferences } from "../security/window-preferences.ts";

export interface StepsWindowEvents {
  onAction(action: StepsAction): void;
  /** The customer wants it closed; it stays until `close`. */
  onCloseWanted(): void;
}

/** Key, consent, choice, waiting, end: one step a page. Hidden while a session is live. */
export class StepsWindow {
  readonly window: BrowserWindow;
  #view: StepsView | undefined;
  #mayClose = false;

  constructor(events: StepsWindowEvents) {
    const { width, height } = screen.getPrimaryDisplay().workAreaSize;
    this.window = new BrowserWindow({
      width: Math.min(760, width - 40),
      height: Math.min(820, height - 60),
      minWidth: 320,
      minHeight: 320,
      center: true,
      show: false,
      autoHideMenuBar: true,
      title: "Ferndiagnose",
      backgroundColor: "#f3f5f7",
      webPreferences: windowPreferences("steps"),
    });
    this.window.removeMenu();
    listen(this.window, IpcChannel.stepsAct, StepsAction, (action) => events.onAction(action));
    this.window.webContents.on("did-finish-load", () => this.#send());
    this.window.on("close", (event) => {
      if (this.#mayClose) return;
      event.preventDefault();
      events.onCloseWanted();
    });
    this.window.once("ready-to-show", () => this.window.show());
    void this.window.loadURL(addressOf("steps"));
  }

  show(view: StepsView): void {
    this.#view = view;
    this.#send();
    if (!this.window.isVisible() && !this.window.webContents.isLoading()) this.window.show();
  }

  hide(): void {
    this.window.hide();
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }

  close(): void {
    this.#mayClose = true;
    this.window.close();
  }

  #send(): void {
    if (this.#view && !this.window.isDestroyed()) this.window.webContents.send(IpcChannel.stepsShow, this.#view);
  }
}
