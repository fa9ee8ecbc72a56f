import type { BrowserWindow } from "electron";
import { nativeArea } from "./native-area.ts";

/** Window managers draw borders and shadows around a window that belong to it. */
const marginPixels = 4;

/** The windows that the customer acts in, and that the technician must not reach. */
export class OwnWindows {
  readonly #windows = new Set<BrowserWindow>();
  readonly #onFocus: () => void;

  constructor(onFocus: () => void) {
    this.#onFocus = onFocus;
  }

  add(window: BrowserWindow): void {
    this.#windows.add(window);
    window.on("focus", () => this.#onFocus());
    window.once("closed", () => this.#windows.delete(window));
  }

  isAt(x: number, y: number): boolean {
    for (const window of this.#windows) {
      if (!window.isVisible() || window.isMinimized()) continue;
      const area = nativeArea(window.getBounds());
      const isWithinX = x >= area.x - marginPixels && x < area.x + area.width + marginPixels;
      const isWithinY = y >= area.y - marginPixels && y < area.y + area.height + marginPixels;
      if (isWithinX && isWithinY) return true;
    }
    return false;
  }

  haveFocus(): boolean {
    for (const window of this.#windows) if (window.isFocused()) return true;
    return false;
  }
}
