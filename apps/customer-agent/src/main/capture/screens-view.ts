import type { ViewScope } from "@ferndiagnose/protocol";
import type { PictureLayout } from "@ferndiagnose/protocol/ipc";
import { boundsOf } from "../desktop-windows/stack.ts";
import type { DesktopArea } from "../session/input-guard.ts";
import type { CapturedView, PieceSource } from "./captured-view.ts";
import { PictureScale } from "./picture-scale.ts";

export interface SharedScreen {
  readonly source: PieceSource;
  /** Undefined once it was unplugged. */
  area(): DesktopArea | undefined;
}

/** One whole screen as it is, or all of them together. */
export class ScreensView implements CapturedView {
  readonly kind: "direct" | "composed";
  readonly #scope: ViewScope;
  readonly #screens: readonly SharedScreen[];
  readonly #unwatch: () => void;
  #onChange: () => void = () => {};
  #onLayout: (layout: PictureLayout) => void = () => {};

  constructor(
    scope: ViewScope,
    screens: readonly SharedScreen[],
    /** Calls whenever a screen came, went or moved, until the function it returns is called. */
    watchScreens: (listener: () => void) => () => void,
  ) {
    this.#scope = scope;
    this.#screens = screens;
    this.kind = screens.length === 1 ? "direct" : "composed";
    this.#unwatch = watchScreens(() => {
      this.#onLayout(this.layout());
      this.#onChange();
    });
  }

  viewScope(): ViewScope {
    return this.area() ? this.#scope : { kind: "nothing" };
  }

  area(): DesktopArea | undefined {
    return boundsOf(this.#screens.flatMap((screen) => screen.area() ?? []));
  }

  isSharedAt(): boolean {
    return true;
  }

  hasSharedFocus(): boolean {
    return true;
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  sourceOf(piece: number): PieceSource | undefined {
    const screen = this.#screens[piece - 1];
    return screen?.area() && screen.source;
  }

  layout(): PictureLayout {
    const scale = new PictureScale(this.area() ?? { x: 0, y: 0, width: 2, height: 2 });
    const layers = this.#screens.flatMap((screen, index) => {
      const area = screen.area();
      if (!area) return [];
      const place = scale.place(area);
      return [{ kind: "piece" as const, piece: index + 1, whole: place, shown: place }];
    });
    return { width: scale.width, height: scale.height, layers };
  }

  onLayout(listener: (layout: PictureLayout) => void): void {
    this.#onLayout = listener;
  }

  close(): void {
    this.#unwatch();
    this.#onChange = () => {};
    this.#onLayout = () => {};
  }
}
