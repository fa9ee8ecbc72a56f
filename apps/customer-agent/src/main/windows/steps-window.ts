import { IpcChannel, StepsAction, type StepsView } from "@ferndiagnose/protocol/ipc";
import { BrowserWindow, screen } from "electron";
import { listen } from "../ipc/listen.ts";
import { addressOf } from "../security/own-files.ts";
import { windowPreferences } from "../security/window-preferences.ts";
import type { Zoom } from "./zoom.ts";

export interface StepsWindowEvents {
  onAction(action: StepsAction): void;
  /** The customer wants it closed; it stays until `close`. */
  onCloseWanted(): void;
}

/** Key, who asks, consent, choice, waiting, end: one step a page. While a session is live, hidden or asking what to show. */
export class StepsWindow {
  readonly window: BrowserWindow;
  #view: StepsView | undefined;
  #mayClose = false;

  constructor(zoom: Zoom, events: StepsWindowEvents) {
    const { width, height } = screen.getPrimaryDisplay().workAreaSize;
    this.window = new BrowserWindow({
      width: Math.min(820, width - 40),
      height: Math.min(860, height - 60),
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
      if (this.#isChanging()) events.onAction({ type: "cancel_change" });
      else events.onCloseWanted();
    });
    this.window.once("ready-to-show", () => this.window.show());
    zoom.add(this.window);
    void this.window.loadURL(addressOf("steps"));
  }

  show(view: StepsView): void {
    this.#view = view;
    // While somebody watches, small pictures of windows that are not shared are on this page.
    this.window.setContentProtection(this.#isChanging());
    this.#send();
    if (!this.window.isVisible() && !this.window.webContents.isLoading()) this.window.show();
  }

  /** The page forgets what was on it: the next choice begins anew, and pictures of windows do not lie about. */
  hide(): void {
    this.window.hide();
    if (this.#view === undefined) return;
    this.#view = undefined;
    this.window.webContents.send(IpcChannel.stepsShow, undefined);
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }

  close(): void {
    this.#mayClose = true;
    this.window.close();
  }

  #isChanging(): boolean {
    return this.#view?.step === "choice" && this.#view.changing;
  }

  #send(): void {
    if (this.#view && !this.window.isDestroyed()) this.window.webContents.send(IpcChannel.stepsShow, this.#view);
  }
}
