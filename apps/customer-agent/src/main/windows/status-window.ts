import { IpcChannel, StatusAction, StatusFit, type StatusView } from "@ferndiagnose/protocol/ipc";
import { BrowserWindow, type Rectangle, screen } from "electron";
import type { Clock, Timer } from "../clock.ts";
import { listen } from "../ipc/listen.ts";
import { addressOf } from "../security/own-files.ts";
import { windowPreferences } from "../security/window-preferences.ts";
import type { Zoom } from "./zoom.ts";

/** Everything in one line where the screen is wide enough; the page wraps where it is not. */
const widthPixels = 1_200;
const heightPixels = 64;
/** Of the screen's width and height: whatever is to be read, the desktop stays in sight. */
const highestShare = 0.6;
const edgePixels = 8;
/** The page says twice a second that its off button works. */
const silentAtMostMs = 2_000;
const arrivesWithinMs = 250;

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
  readonly #zoom: Zoom;
  #view: StatusView | undefined;
  #contentPixels = heightPixels;
  #silence: Timer | undefined;
  #mayClose = false;

  constructor(clock: Clock, zoom: Zoom, events: StatusWindowEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#zoom = zoom;
    const { x, y, width } = screen.getPrimaryDisplay().workArea;
    const ownWidth = Math.min(Math.round(widthPixels * zoom.factor), width - 2 * edgePixels);
    this.window = new BrowserWindow({
      x: x + Math.round((width - ownWidth) / 2),
      y,
      width: ownWidth,
      height: Math.round(heightPixels * zoom.factor),
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
    // Never part of the picture. X11 and Wayland know nothing of the kind: there the technician sees the bar.
    this.window.setContentProtection(true);
    listen(this.window, IpcChannel.statusAct, StatusAction, (action) => this.#handle(action));
    listen(this.window, IpcChannel.statusFit, StatusFit, (fit) => {
      this.#contentPixels = fit.heightPixels;
      this.fit();
    });
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
    zoom.add(this.window);
    this.#waitForSign();
    void this.window.loadURL(addressOf("status"));
  }

  show(view: StatusView): void {
    this.#view = view;
    this.#send();
  }

  get bounds(): Rectangle {
    return this.window.getBounds();
  }

  /** As wide as the zoom wants it, as high as what is in it, and where the customer has put it. */
  fit(): void {
    if (this.window.isDestroyed()) return;
    const bounds = this.window.getBounds();
    const { workArea } = screen.getDisplayMatching(bounds);
    const width = Math.min(Math.round(widthPixels * this.#zoom.factor), workArea.width - 2 * edgePixels);
    const wanted = Math.ceil(this.#contentPixels * this.#zoom.factor);
    const height = Math.min(wanted, Math.round(workArea.height * highestShare));
    if (bounds.width === width && bounds.height === height) return;
    const middle = bounds.x + bounds.width / 2;
    const x = Math.round(Math.min(Math.max(middle - width / 2, workArea.x), workArea.x + workArea.width - width));
    const y = Math.max(workArea.y, Math.min(bounds.y, workArea.y + workArea.height - height));
    this.window.setBounds({ x, y, width, height });
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
    this.#silence = this.#clock.setTimer(silentAtMostMs, () => {
      // Where this very process was busy, what the page has said meanwhile is still on its way in.
      this.#silence = this.#clock.setTimer(arrivesWithinMs, () => this.#events.onHung());
    });
  }

  #send(): void {
    if (this.#view && !this.window.isDestroyed()) this.window.webContents.send(IpcChannel.statusShow, this.#view);
  }
}
