import type { ViewScope } from "@ferndiagnose/protocol";
import type { PictureLayout } from "@ferndiagnose/protocol/ipc";
import type { Clock, Timer } from "../clock.ts";
import type { DesktopWindow, DesktopWindows, WindowClaim, WindowId } from "../desktop-windows/desktop-window.ts";
import { boundsOf, overlap, sharedOf, topmostAt } from "../desktop-windows/stack.ts";
import type { DesktopArea } from "../session/input-guard.ts";
import type { CapturedView, PieceSource } from "./captured-view.ts";
import { windowsLayout } from "./windows-layout.ts";

/** Read again after this time, whatever the system says of changes. */
const readAtLeastEveryMs = 1_000;

export interface WindowsViewPorts {
  clock: Clock;
  desktop: DesktopWindows;
  /** Where the screens are, the primary one first. */
  screens(): DesktopArea[];
}

/** Chosen windows, followed wherever they go. */
export class WindowsView implements CapturedView {
  readonly kind = "composed";
  readonly #ports: WindowsViewPorts;
  readonly #claims: Map<WindowId, WindowClaim>;
  /** A window keeps its number; the number tells nothing about it. */
  readonly #pieces = new Map<number, number>();
  #stack: DesktopWindow[] = [];
  #shared: ReadonlySet<WindowId> = new Set();
  #part: DesktopArea | undefined;
  #layout: PictureLayout = { width: 2, height: 2, layers: [] };
  #readAtMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #onChange: () => void = () => {};
  #onLayout: (layout: PictureLayout) => void = () => {};

  constructor(ports: WindowsViewPorts, claims: ReadonlyMap<WindowId, WindowClaim>) {
    this.#ports = ports;
    this.#claims = new Map(claims);
    this.#read();
    this.#poll();
  }

  get windowIds(): WindowId[] {
    return [...this.#claims.keys()];
  }

  viewScope(): ViewScope {
    const count = this.#claims.size;
    return count === 0 ? { kind: "nothing" } : { kind: "windows", count };
  }

  area(): DesktopArea | undefined {
    return this.#part;
  }

  isSharedAt(x: number, y: number): boolean {
    this.#refresh();
    const topmost = topmostAt(this.#stack, x, y);
    return topmost !== undefined && this.#shared.has(topmost.id);
  }

  hasSharedFocus(): boolean {
    this.#refresh();
    const focused = this.#ports.desktop.focused();
    return focused !== undefined && this.#shared.has(focused);
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  sourceOf(piece: number): PieceSource | undefined {
    this.#refresh();
    const window = this.#stack.find(
      ({ id, pictureId }) => this.#shared.has(id) && this.#pieces.get(pictureId) === piece,
    );
    return window && { id: `window:${window.pictureId}:0`, name: "" };
  }

  layout(): PictureLayout {
    return this.#layout;
  }

  onLayout(listener: (layout: PictureLayout) => void): void {
    this.#onLayout = listener;
  }

  close(): void {
    this.#timer?.cancel();
    this.#claims.clear();
    this.#stack = [];
    this.#shared = new Set();
    this.#onChange = () => {};
    this.#onLayout = () => {};
  }

  #poll(): void {
    this.#timer = this.#ports.clock.setTimer(this.#ports.desktop.pollIntervalMs, () => {
      this.#poll();
      this.#refresh();
    });
  }

  #refresh(): void {
    const isOld = this.#ports.clock.now() - this.#readAtMs >= readAtLeastEveryMs;
    if (this.#claims.size > 0 && (isOld || this.#ports.desktop.hasChanged())) this.#read();
  }

  #read(): void {
    const [countBefore, partBefore, layoutBefore] = [this.#claims.size, this.#part, this.#layout];
    this.#readAtMs = this.#ports.clock.now();
    this.#stack = this.#ports.desktop.readStack();
    // After the stack: what was closed meanwhile is out, whatever has its number now.
    for (const [id, claim] of this.#claims) if (!claim.isThere()) this.#claims.delete(id);
    this.#shared = sharedOf(this.#stack, new Map([...this.#claims].map(([id, { owner }]) => [id, owner])));
    this.#part = this.#partNow();
    this.#layout = windowsLayout(this.#part, this.#stack, this.#shared, (window) => this.#pieceOf(window));
    if (!isEqual(layoutBefore, this.#layout)) this.#onLayout(this.#layout);
    if (countBefore !== this.#claims.size || !isEqual(partBefore, this.#part)) this.#onChange();
  }

  /** The screens that the shared windows are or have been on. It only grows, so that the picture does not jump about. */
  #partNow(): DesktopArea {
    const screens = this.#ports.screens();
    const shared = this.#stack.filter(({ id, isDrawn }) => isDrawn && this.#shared.has(id));
    const isShown = (screen: DesktopArea) =>
      shared.some(({ visible }) => overlap(visible, screen)) || (this.#part && overlap(this.#part, screen));
    return boundsOf(screens.filter(isShown)) ?? screens[0] ?? { x: 0, y: 0, width: 2, height: 2 };
  }

  #pieceOf({ pictureId }: DesktopWindow): number {
    const piece = this.#pieces.get(pictureId) ?? this.#pieces.size + 1;
    this.#pieces.set(pictureId, piece);
    return piece;
  }
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
