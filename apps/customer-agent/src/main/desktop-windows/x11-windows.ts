import type { DesktopArea } from "../session/input-guard.ts";
import type { DesktopWindow, DesktopWindows, WindowClaim, WindowId } from "./desktop-window.ts";
import { overlap } from "./stack.ts";
import { connectXcb, type XcbConnection } from "./xcb-library.ts";

/** ICCCM 4.1.3.1 */
const iconicState = 3;
/** EWMH, _NET_WM_DESKTOP */
const onAllDesktops = 0xffff_ffff;
/** A frame has a client at most this deep in it. */
const searchDepth = 3;

/**
 * X11's windows by libxcb, on a connection of its own. Frames are the root's children; the window that a program made,
 * and that is chosen and shown, is somewhere in its frame.
 */
export class X11Windows implements DesktopWindows {
  /** Asking costs a look into our own memory; the server tells by itself. */
  readonly pollIntervalMs = 25;
  readonly #xcb: XcbConnection;
  readonly #atoms: Record<
    "state" | "netState" | "hidden" | "desktop" | "current" | "transient" | "shadow" | "border" | "class",
    number
  >;
  /** The client of each child of the root; the child itself where it has none. */
  readonly #clients = new Map<number, number>();
  /** Of windows that somebody has a claim to. */
  readonly #closed = new Map<number, AbortController>();
  #hasChanged = true;

  constructor(display: string | undefined) {
    this.#xcb = connectXcb(display);
    const atom = (name: string) => this.#xcb.atom(name);
    this.#atoms = {
      state: atom("WM_STATE"),
      netState: atom("_NET_WM_STATE"),
      hidden: atom("_NET_WM_STATE_HIDDEN"),
      desktop: atom("_NET_WM_DESKTOP"),
      current: atom("_NET_CURRENT_DESKTOP"),
      transient: atom("WM_TRANSIENT_FOR"),
      shadow: atom("_GTK_FRAME_EXTENTS"),
      border: atom("_NET_FRAME_EXTENTS"),
      class: atom("WM_CLASS"),
    };
    this.#xcb.watch(this.#xcb.root);
  }

  readStack(): DesktopWindow[] {
    this.#drain();
    this.#hasChanged = false;
    const xcb = this.#xcb;
    const children = xcb.tree(xcb.root)()?.children ?? [];
    const answers = children
      .map((child) => ({ child, attributes: xcb.attributes(child), geometry: xcb.geometry(child) }))
      .map(({ child, attributes, geometry }) => ({ child, attributes: attributes(), geometry: geometry() }));
    const current = xcb.numbers(xcb.root, this.#atoms.current)()?.[0];
    return answers.flatMap(({ child, attributes, geometry }) => {
      if (!attributes?.isViewable || !geometry) return [];
      const { x, y, width, height, border } = geometry;
      const area = { x, y, width: width + 2 * border, height: height + 2 * border };
      const window = this.#read(child, area, attributes.isInputOnly, current);
      return window ? [window] : [];
    });
  }

  hasChanged(): boolean {
    this.#drain();
    return this.#hasChanged;
  }

  focused(): WindowId | undefined {
    const xcb = this.#xcb;
    let window = xcb.focus()();
    // None and PointerRoot are no windows.
    if (window === undefined || window <= 1) return undefined;
    for (let depth = 0; depth < 32; depth++) {
      const parent: number | undefined = xcb.tree(window)()?.parent;
      if (parent === undefined || parent === 0) return undefined;
      if (parent === xcb.root) return this.#clientOf(window) as WindowId;
      window = parent;
    }
    return undefined;
  }

  claim(id: WindowId): WindowClaim | undefined {
    this.#drain();
    // The server tells of its end in order: before anything that happens to another window of this number.
    this.#xcb.watch(id);
    if (!this.#xcb.attributes(id)()) return undefined;
    const closed = this.#closed.get(id) ?? new AbortController();
    this.#closed.set(id, closed);
    return {
      owner: id & ~this.#xcb.resourceMask,
      isThere: () => {
        this.#drain();
        return !closed.signal.aborted;
      },
    };
  }

  applicationOf(id: WindowId): string | undefined {
    const value = this.#xcb.bytes(id, this.#atoms.class)();
    const [, name] = value ? Buffer.from(value).toString("utf8").split("\0") : [];
    return name || undefined;
  }

  close(): void {
    this.#xcb.close();
  }

  #read(
    child: number,
    area: DesktopArea,
    isInputOnly: boolean,
    currentDesktop: number | undefined,
  ): DesktopWindow | undefined {
    const xcb = this.#xcb;
    const client = this.#clientOf(child);
    const asked = {
      geometry: xcb.geometry(client),
      origin: xcb.origin(client),
      state: xcb.numbers(client, this.#atoms.state),
      netState: xcb.numbers(client, this.#atoms.netState),
      desktop: xcb.numbers(client, this.#atoms.desktop),
      transient: xcb.numbers(client, this.#atoms.transient),
      extents: xcb.numbers(client, client === child ? this.#atoms.shadow : this.#atoms.border),
    };
    const [geometry, origin] = [asked.geometry(), asked.origin()];
    const [state, netState, desktop] = [asked.state()?.[0], asked.netState(), asked.desktop()?.[0]];
    const [transient, extents] = [asked.transient()?.[0], asked.extents()];
    // It went away meanwhile: what is left is a frame that takes clicks.
    if (!geometry || !origin) {
      this.#clients.delete(child);
      return { id: child as WindowId, pictureId: child, area, visible: area, isDrawn: false, owner: 0 };
    }
    // Some window managers keep minimised windows, and those of other desktops, where they were.
    const isElsewhere = desktop !== undefined && desktop !== onAllDesktops && desktop !== (currentDesktop ?? desktop);
    if (state === iconicState || netState?.includes(this.#atoms.hidden) || isElsewhere) return undefined;
    const content = { ...origin, width: geometry.width, height: geometry.height };
    const visible = client === child ? grown(area, extents, -1) : overlap(grown(content, extents, 1), area);
    return {
      id: client as WindowId,
      pictureId: child,
      area,
      visible: visible ?? area,
      isDrawn: !isInputOnly,
      owner: client & ~xcb.resourceMask,
      ...(transient && transient !== xcb.root ? { belongsTo: transient as WindowId } : {}),
    };
  }

  /** The window with a WM_STATE in it (ICCCM 4.1.3.1), as window managers put it into frames. */
  #clientOf(child: number): number {
    const known = this.#clients.get(child);
    if (known !== undefined) return known;
    let level = [child];
    for (let depth = 0; depth < searchDepth && level.length > 0; depth++) {
      const asked = level.map((window) => this.#xcb.numbers(window, this.#atoms.state));
      const states = asked.map((answer) => answer());
      const found = level.find((_, index) => (states[index]?.length ?? 0) > 0);
      if (found !== undefined) {
        this.#clients.set(child, found);
        return found;
      }
      const trees = level.map((window) => this.#xcb.tree(window));
      level = trees.flatMap((answer) => answer()?.children ?? []);
    }
    return child;
  }

  #drain(): void {
    const { events, destroyed } = this.#xcb.drain();
    if (events > 0) this.#hasChanged = true;
    for (const window of destroyed) {
      this.#closed.get(window)?.abort();
      this.#closed.delete(window);
      this.#clients.delete(window);
    }
  }
}

/** By what stands around a window: left, right, top, bottom. Outwards its frame, inwards a shadow it drew itself. */
function grown(area: DesktopArea, extents: number[] | undefined, direction: 1 | -1): DesktopArea {
  const [left = 0, right = 0, top = 0, bottom = 0] = extents ?? [];
  return {
    x: area.x - direction * left,
    y: area.y - direction * top,
    width: Math.max(0, area.width + direction * (left + right)),
    height: Math.max(0, area.height + direction * (top + bottom)),
  };
}
