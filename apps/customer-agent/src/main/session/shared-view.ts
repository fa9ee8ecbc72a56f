import type { ViewScope } from "@ferndiagnose/protocol";
import type { ChosenView, ScreenChoice, WindowChoice } from "@ferndiagnose/protocol/ipc";
import type { DesktopArea } from "./input-guard.ts";

/** What the choice page offers. Titles and thumbnails in it never leave this computer. */
export interface PictureChoices {
  screens: ScreenChoice[];
  /** Never our own windows. Empty where the system does not let programs choose. */
  windows: WindowChoice[];
  /** The view that was passed in, in the numbers of this list. Undefined when nothing of it is left. */
  chosen?: ChosenView;
}

/** What of this desktop can be shown. */
export interface Pictures {
  /** False on Wayland, where only the system's own dialogue chooses. */
  readonly canChooseWindows: boolean;
  list(current?: SharedView): Promise<PictureChoices>;
  /**
   * By the numbers of the newest list. Undefined when something chosen is not there any more. The view is watched from
   * here on until `close`.
   */
  open(choice: ChosenView): SharedView | undefined;
}

/** What is shown, and where on the desktop it is. The main process asks it before each input. */
export interface SharedView {
  /** What everybody hears of it. `nothing` once every chosen window has been closed. */
  viewScope(): ViewScope;
  /** The part of the desktop that the whole picture shows. Undefined when it is gone, like a screen that was unplugged. */
  area(): DesktopArea | undefined;
  /** Whether what a click at this point would reach is shown. Asked of the desktop as it is now. */
  isSharedAt(x: number, y: number): boolean;
  /** Whether a key pressed now would reach something that is shown. */
  hasSharedFocus(): boolean;
  /** `viewScope` or `area` has changed. One listener. */
  onChange(listener: () => void): void;
  close(): void;
}
