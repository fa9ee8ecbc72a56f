import { IpcChannel, StepsAction, type StepsView } from "@ferndiagnose/protocol/ipc";
import { BrowserWindow, type Rectangle, screen } from "electron";
import type { Clock } from "../clock.ts";
import { listen } from "../ipc/listen.ts";
import { addressOf } from "../security/own-files.ts";
import { windowPreferences } from "../security/window-preferences.ts";
import type { Zoom } from "./zoom.ts";

const widthPixels = 820;
const heightPixels = 860;
/** At most what a window manager puts on top of a window. */
const titleBarPixels = 40;
/** A page that hangs is not waited for. */
const paintAtMostMs = 300;
/** What a window manager, and who draws what stood behind, take to follow. */
const unmappedAfterMs = 150;
/** Between our windows, and to the edge of the screen. */
const gapPixels = 8;

export interface StepsWindowEvents {
  onAction(action: StepsAction): void;
  /** The customer wants it closed; it stays until `close`. */
  onCloseWanted(): void;
}

/** Key, who asks, consent, choice, waiting, end: one step a page. While a session is live, hidden or asking what to show. */
export class StepsWindow {
  readonly window: BrowserWindow;
  readonly #clock: Clock;
  readonly #zoom: Zoom;
  #view: StepsView | undefined;
  /** Where it stood before it had to make room for the bar. */
  #ownPlace: Rectangle | undefined;
  #mayClose = false;
  /** Since it was shown last. */
  #hiding: Promise<void> | undefined;

  constructor(clock: Clock, zoom: Zoom, events: StepsWindowEvents) {
    this.#clock = clock;
    this.#zoom = zoom;
    const { width, height } = screen.getPrimaryDisplay().workAreaSize;
    this.window = new BrowserWindow({
      width: Math.min(widthPixels, width - 40),
      height: Math.min(heightPixels, height - 60),
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
    this.#hiding = undefined;
    // While somebody watches, small pictures of windows that are not shared are on this page.
    this.window.setContentProtection(this.#isChanging());
    if (!this.#isChanging()) this.#takeOwnPlace();
    this.#send();
    if (!this.window.isVisible() && !this.window.webContents.isLoading()) this.window.show();
  }

  /** As large as the zoom wants it, on the screen it is on. */
  fit(): void {
    this.#ownPlace = undefined;
    if (this.window.isMaximized() || this.window.isFullScreen()) return;
    const { workArea } = screen.getDisplayMatching(this.window.getBounds());
    const width = Math.min(Math.round(widthPixels * this.#zoom.factor), workArea.width - 40);
    const height = Math.min(Math.round(heightPixels * this.#zoom.factor), workArea.height - 60);
    const x = workArea.x + Math.round((workArea.width - width) / 2);
    const y = workArea.y + Math.round((workArea.height - height) / 2);
    this.window.setBounds({ x, y, width, height });
  }

  /** Out of the way of the bar, which lies over everything: under it, or over it where the customer has put it low. */
  makeRoomFor(bar: Rectangle): void {
    const { workArea } = screen.getDisplayMatching(bar);
    const own = this.window.getBounds();
    this.#ownPlace ??= own;
    const above = bar.y - workArea.y;
    const below = workArea.y + workArea.height - (bar.y + bar.height);
    const isBelow = below >= above;
    const height = Math.min(own.height, Math.max(above, below) - 2 * gapPixels - titleBarPixels);
    const y = isBelow ? bar.y + bar.height + gapPixels : bar.y - gapPixels - titleBarPixels - height;
    this.window.setBounds({ ...own, y, height: Math.max(height, 320) });
  }

  /**
   * The page forgets what was on it, and only then it goes: what a slow desktop still shows of it has no small pictures of
   * other windows. Resolves when there is nothing of it in a picture of the screen any more.
   */
  hide(): Promise<void> {
    this.#hiding ??= this.#hide();
    return this.#hiding;
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }

  close(): void {
    this.#mayClose = true;
    this.window.close();
  }

  async #hide(): Promise<void> {
    const wasShown = this.window.isVisible();
    this.#view = undefined;
    this.window.webContents.send(IpcChannel.stepsShow, undefined);
    if (wasShown) await Promise.race([this.#painted(), this.#wait(paintAtMostMs)]);
    // The end of the session, or of the program, has come in between.
    if (this.#view !== undefined || this.window.isDestroyed()) return;
    this.window.hide();
    this.#takeOwnPlace();
    if (wasShown) await this.#wait(unmappedAfterMs);
  }

  /** Two turns of the page's painting: in the second one the result of the first is on its way to the screen. */
  async #painted(): Promise<void> {
    const twoTurns = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))";
    // A page that is gone has nothing on it.
    await this.window.webContents.executeJavaScript(twoTurns).catch(() => undefined);
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.setTimer(delayMs, resolve));
  }

  #takeOwnPlace(): void {
    if (this.#ownPlace) this.window.setBounds(this.#ownPlace);
    this.#ownPlace = undefined;
  }

  #isChanging(): boolean {
    return this.#view?.step === "choice" && this.#view.changing;
  }

  #send(): void {
    if (this.#view && !this.window.isDestroyed()) this.window.webContents.send(IpcChannel.stepsShow, this.#view);
  }
}
