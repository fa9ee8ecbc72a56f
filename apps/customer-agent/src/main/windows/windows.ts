import type { Language } from "@ferndiagnose/protocol";
import type { StatusAction, StepsAction } from "@ferndiagnose/protocol/ipc";
import type { BrowserWindow } from "electron";
import type { Clock } from "../clock.ts";
import type { StatusContent, StepsContent } from "../session/session-ports.ts";
import type { OwnWindows } from "./own-windows.ts";
import { StatusWindow } from "./status-window.ts";
import { StepsWindow } from "./steps-window.ts";
import { Zoom } from "./zoom.ts";

export interface WindowsOptions {
  clock: Clock;
  language: Language;
  ownWindows: OwnWindows;
  onStepsAction(action: StepsAction): void;
  onStatusAction(action: Exclude<StatusAction, { type: "alive" }>): void;
  onCloseWanted(): void;
  onStatusHung(): void;
}

/** Steps or status; both only while the customer changes what is shown. */
export class Windows {
  readonly #options: WindowsOptions;
  readonly #steps: StepsWindow;
  readonly #zoom = new Zoom(() => {
    this.#steps.fit();
    this.#status?.fit();
    this.#makeRoom();
  });
  #status: StatusWindow | undefined;
  #language: Language;
  #stepsContent: StepsContent | undefined;
  #statusContent: StatusContent | undefined;

  constructor(options: WindowsOptions) {
    this.#options = options;
    this.#language = options.language;
    this.#steps = new StepsWindow(options.clock, this.#zoom, {
      onAction: (action) => options.onStepsAction(action),
      onCloseWanted: () => options.onCloseWanted(),
    });
    options.ownWindows.add(this.#steps.window);
  }

  showSteps(content: StepsContent): void {
    this.#stepsContent = content;
    this.#makeRoom();
    this.#steps.show({ ...content, language: this.#language });
  }

  showStatus(content: StatusContent): void {
    this.#statusContent = content;
    this.#status ??= this.#openStatus();
    this.#status.show({ ...content, language: this.#language });
    if (!content.changing) void this.hideSteps();
  }

  hideSteps(): Promise<void> {
    this.#stepsContent = undefined;
    return this.#steps.hide();
  }

  closeStatus(): void {
    this.#status?.close();
    this.#status = undefined;
    this.#statusContent = undefined;
  }

  setLanguage(language: Language): void {
    this.#language = language;
    if (this.#status && this.#statusContent) this.showStatus(this.#statusContent);
    if (this.#stepsContent && this.#steps.window.isVisible()) this.showSteps(this.#stepsContent);
  }

  /** For printing and saving what it shows, and for dialogs on top of it. */
  get stepsWindow(): BrowserWindow {
    return this.#steps.window;
  }

  focusSteps(): void {
    if (this.#steps.window.isVisible()) this.#steps.focus();
  }

  closeAll(): void {
    this.closeStatus();
    if (!this.#steps.window.isDestroyed()) this.#steps.close();
  }

  #makeRoom(): void {
    const content = this.#stepsContent;
    const isChanging = content?.step === "choice" && content.changing;
    if (this.#status && isChanging) this.#steps.makeRoomFor(this.#status.bounds);
  }

  #openStatus(): StatusWindow {
    const status = new StatusWindow(this.#options.clock, this.#zoom, {
      onAction: (action) => this.#options.onStatusAction(action),
      onCloseWanted: () => this.#options.onCloseWanted(),
      onHung: () => this.#options.onStatusHung(),
    });
    this.#options.ownWindows.add(status.window);
    void this.hideSteps();
    return status;
  }
}
