import {
  type CaptureCommand,
  CaptureReport,
  IpcChannel,
  type PictureLayout,
  PieceRequest,
} from "@ferndiagnose/protocol/ipc";
import { BrowserWindow } from "electron";
import { listen } from "../ipc/listen.ts";
import { allowDisplayCapture } from "../security/deny-permissions.ts";
import { addressOf } from "../security/own-files.ts";
import { windowPreferences } from "../security/window-preferences.ts";
import type { CaptureEvents, CaptureProcess } from "../session/session-ports.ts";
import type { SharedView } from "../session/shared-view.ts";
import type { CapturedView, PieceSource } from "./captured-view.ts";
import { processEnd } from "./process-end.ts";

/**
 * The hidden window whose process takes the picture and sends it. It has a process of its own, so that ending that
 * process ends the picture, even when the page hangs.
 */
export class CaptureWindow implements CaptureProcess {
  readonly #window: BrowserWindow;
  readonly #gone: Promise<void>;
  #waiting: CaptureCommand[] | undefined = [];
  readonly #capturedOf: (view: SharedView) => CapturedView;
  #view: CapturedView | undefined;
  #viewNumber = 0;
  #isCapturing = false;
  #wantedPiece = 0;
  #isKilled = false;

  constructor(capturedOf: (view: SharedView) => CapturedView, view: SharedView, events: CaptureEvents) {
    this.#capturedOf = capturedOf;
    this.#window = new BrowserWindow({ show: false, webPreferences: windowPreferences("capture") });
    const { webContents } = this.#window;
    allowDisplayCapture(webContents.session);
    webContents.session.setDisplayMediaRequestHandler((_request, answer) => {
      const video = this.#sourceNow();
      // Null refuses. Anything without a picture in it would throw.
      answer(video ? { video } : null);
    });
    listen(this.#window, IpcChannel.capturePiece, PieceRequest, (request) => this.#allowPiece(request));
    listen(this.#window, IpcChannel.captureReport, CaptureReport, (report) => {
      if (!this.#isKilled) events.onReport(report);
    });
    this.#gone = new Promise((resolve) => {
      webContents.once("render-process-gone", () => {
        resolve();
        if (!this.#isKilled) events.onCrashed();
      });
    });
    webContents.once("did-finish-load", () => {
      const waiting = this.#waiting ?? [];
      this.#waiting = undefined;
      for (const command of waiting) this.#send(command);
    });
    this.show(view);
    void this.#window.loadURL(addressOf("capture"));
  }

  get processId(): number {
    return this.#window.isDestroyed() ? 0 : this.#window.webContents.getOSProcessId();
  }

  command(command: CaptureCommand): void {
    if (command.type === "set_capturing") this.#isCapturing = command.capturing;
    this.#tell(command);
  }

  show(shared: SharedView): void {
    // What is on its way belongs to the former view from here on.
    this.#view?.onLayout(() => {});
    const view = this.#capturedOf(shared);
    this.#view = view;
    this.#viewNumber++;
    this.#wantedPiece = 0;
    this.#isCapturing = false;
    const number = this.#viewNumber;
    this.#tell({ type: "set_view", view: number, kind: view.kind });
    if (view.kind === "direct") return;
    const tellLayout = (layout: PictureLayout) => this.#tell({ type: "set_layout", view: number, layout });
    view.onLayout(tellLayout);
    tellLayout(view.layout());
  }

  async kill(): Promise<void> {
    if (!this.#isKilled && !this.#window.isDestroyed()) {
      this.#isKilled = true;
      this.#view?.onLayout(() => {});
      const { webContents } = this.#window;
      const processId = webContents.getOSProcessId();
      // Before the page has a process there is no picture either.
      if (processId === 0 || webContents.isCrashed()) return this.#window.destroy();
      process.kill(processId, "SIGKILL");
      const reported = new AbortController();
      void this.#gone.then(() => {
        reported.abort();
        if (!this.#window.isDestroyed()) this.#window.destroy();
      });
      await Promise.race([this.#gone, processEnd(processId, reported.signal)]);
    }
  }

  /** The page says which piece it takes next; whether it gets it is decided when the system asks. */
  #allowPiece({ view, piece }: PieceRequest): void {
    if (view !== this.#viewNumber || this.#isKilled) return;
    this.#wantedPiece = piece;
    // Taking a picture of the screen asks for a user's gesture, which a hidden page cannot have by itself.
    this.#window.webContents
      .executeJavaScript("undefined", true)
      .then(() => this.#tell({ type: "take_piece", view, piece }))
      .catch((error: unknown) => {
        if (!this.#isKilled) throw error;
      });
  }

  #sourceNow(): PieceSource | undefined {
    return this.#isKilled || !this.#isCapturing ? undefined : this.#view?.sourceOf(this.#wantedPiece);
  }

  #tell(command: CaptureCommand): void {
    if (this.#isKilled) return;
    if (this.#waiting) this.#waiting.push(command);
    else this.#send(command);
  }

  #send(command: CaptureCommand): void {
    this.#window.webContents.send(IpcChannel.captureCommand, command);
  }
}
