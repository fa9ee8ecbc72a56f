import type { BrowserWindow, Input } from "electron";

const factors = [1, 1.25, 1.5, 1.75, 2, 2.5] as const;

/** Larger and smaller with the keys that every browser has, the same for all our windows. */
export class Zoom {
  readonly #windows = new Set<BrowserWindow>();
  readonly #onChange: () => void;
  #step = 0;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get factor(): number {
    return factors[this.#step] ?? 1;
  }

  add(window: BrowserWindow): void {
    this.#windows.add(window);
    window.once("closed", () => this.#windows.delete(window));
    window.webContents.on("did-finish-load", () => window.webContents.setZoomFactor(this.factor));
    window.webContents.on("before-input-event", (event, input) => {
      const step = this.#stepAfter(input);
      if (step === undefined) return;
      event.preventDefault();
      this.#step = step;
      for (const each of this.#windows) each.webContents.setZoomFactor(this.factor);
      this.#onChange();
    });
  }

  #stepAfter(input: Input): number | undefined {
    const isCommand = process.platform === "darwin" ? input.meta : input.control;
    if (input.type !== "keyDown" || !isCommand || input.alt) return undefined;
    switch (input.key) {
      case "+":
      case "=":
        return Math.min(this.#step + 1, factors.length - 1);
      case "-":
        return Math.max(this.#step - 1, 0);
      case "0":
        return 0;
      default:
        return undefined;
    }
  }
}
