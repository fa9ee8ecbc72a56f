import { IpcChannel, StatusAction, type StatusView } from "@ferndiagnose/protocol/ipc";
import { BrowserWindow, screen } from "electron";
import type { Clock, Timer } from "../clock.ts";
import { listen } from "../ipc/listen.ts";
import { addressOf } from "../security/own-files.ts";
import { windowPreferences } from "../security/window-preferences.ts";

const widthPixels = 900;
const heightPixels = 64;
/** Room for a second line: what is asked for, or why everything stands still. */
const tallHeightPixels = 128;
/** The page says twice a second that its off button works. */
const silentAtMostMs = 5_000;

export interface StatusWindowEvents {
  onAction(action: Exclude<StatusAction, { type: "alive" }>): void;
  onCloseWanted(): void;
  /** The off button does not react any more. */
  onHung(): void;
}

/** The slim bar at the top of the screen that says who sees what, always on top while a session is live. */
export class StatusWindow {
  readonly window: BrowserWindow;
  readonly #clock: Clock;
  readonly #events: StatusWindowEvents;
  #view: StatusView | undefined;
  #silence: Timer | undefined;
  #mayClose = false;

  constructor(clock: Clock, events: StatusWindowEvents) {
    this.#clock = clock;
    this.#events = events;
    const { x, y, width } = screen.getPrimaryDisplay().workArea;
    const ownWidth = Math.min(widthPixels, width - 16);
    this.window = new BrowserWindow({
      x: x + Math.round((width - ownWidth) / 2),
      y: y + 8,
      width: ownWidth,
      height: heightPixels,
      minHeight: heightPixels,
      frame: false,
      resizable: false,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
      alwaysOnTop: true,
      show: false,
      title: "Ferndiagnose",
      backgroundColor: "#15202b",
      webPreferences: windowPreferences("status"),
    });
    listen(this.window, IpcChannel.statusAct, StatusAction, (action) => this.#handle(action));
    this.window.webContents.on("did-finish-load", () => this.#send());
    this.window.webContents.on("render-process-gone", () => {
      if (!this.#mayClose) events.onHung();
    });
    this.window.on("close", (event) => {
      if (this.#mayClose) return;
      event.preventDefault();
      events.onCloseWanted();
    });
    this.window.once("ready-to-show", () => this.#appear());
    this.#waitForSign();
    void this.window.loadURL(addressOf("status"));
  }

  show(view: StatusView): void {
    this.#view = view;
    const height = view.request || view.frozen !== "no" ? tallHeightPixels : heightPixels;
    const bounds = this.window.getBounds();
    if (bounds.height !== height) this.window.setBounds({ ...bounds, height });
    this.#send();
  }

  close(): void {
    this.#mayClose = true;
    this.#silence?.cancel();
    this.window.destroy();
  }

  /** Without taking the focus: somebody may be typing. X11 window managers hear of "on top" only from a shown window. */
  #appear(): void {
    this.window.showInactive();
    this.window.setAlwaysOnTop(true, "screen-saver");
    this.window.setVisibleOnAllWorkspaces(true);
    this.window.moveTop();
  }

  #handle(action: StatusAction): void {
    if (action.type === "alive") this.#waitForSign();
    else this.#events.onAction(action);
  }

  #waitForSign(): void {
    this.#silence?.cancel();
    if (this.#mayClose) return;
    this.#silence = this.#clock.setTimer(silentAtMostMs, () => this.#events.onHung());
  }

  #send(): void {
    if (this.#view && !this.window.isDestroyed()) this.window.webContents.send(IpcChannel.statusShow, this.#view);
  }
}
