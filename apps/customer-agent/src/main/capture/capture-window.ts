import { type CaptureCommand, CaptureReport, IpcChannel } from "@ferndiagnose/protocol/ipc";
import { BrowserWindow, type DesktopCapturerSource } from "electron";
import { listen } from "../ipc/listen.ts";
import { allowDisplayCapture } from "../security/deny-permissions.ts";
import { addressOf } from "../security/own-files.ts";
import { windowPreferences } from "../security/window-preferences.ts";
import type { CaptureEvents, CaptureProcess } from "../session/session-ports.ts";
import { processEnd } from "./process-end.ts";

/**
 * The hidden window whose process takes the picture and sends it. It has a process of its own, so that ending that
 * process ends the picture, even when the page hangs.
 */
export class CaptureWindow implements CaptureProcess {
  readonly #window: BrowserWindow;
  readonly #gone: Promise<void>;
  #waiting: CaptureCommand[] | undefined = [];
  #isKilled = false;

  constructor(source: () => DesktopCapturerSource | undefined, events: CaptureEvents) {
    this.#window = new BrowserWindow({ show: false, webPreferences: windowPreferences("capture") });
    const { webContents } = this.#window;
    allowDisplayCapture(webContents.session);
    webContents.session.setDisplayMediaRequestHandler((_request, answer) => {
      const video = this.#isKilled ? undefined : source();
      // Null refuses. Anything without a picture in it would throw.
      answer(video ? { video } : null);
    });
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
    void this.#window.loadURL(addressOf("capture"));
  }

  command(command: CaptureCommand): void {
    if (this.#isKilled) return;
    if (this.#waiting) this.#waiting.push(command);
    else this.#send(command);
  }

  async kill(): Promise<void> {
    if (!this.#isKilled && !this.#window.isDestroyed()) {
      this.#isKilled = true;
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

  #send(command: CaptureCommand): void {
    const { webContents } = this.#window;
    if (command.type !== "set_capturing" || !command.capturing) {
      webContents.send(IpcChannel.captureCommand, command);
      return;
    }
    // Taking a picture of the screen asks for a user's gesture, which a hidden page cannot have by itself.
    webContents
      .executeJavaScript("undefined", true)
      .then(() => {
        if (!this.#isKilled) webContents.send(IpcChannel.captureCommand, command);
      })
      .catch((error: unknown) => {
        if (!this.#isKilled) throw error;
      });
  }
}
