import koffi from "koffi";
import type { DesktopArea } from "../session/input-guard.ts";
import type { DesktopWindow, DesktopWindows, WindowClaim, WindowId } from "./desktop-window.ts";

/** Constants of winuser.h and dwmapi.h. */
const GetWindow = { next: 2, owner: 4 } as const;
const extendedStyleIndex = -20;
const transparentToClicks = 0x20;
const frameBounds = 9;
const cloaked = 14;
const rootAncestor = 2;
const maxWindows = 2_000;

interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Windows' windows by user32 and dwmapi. Never run so far: type-checked only. */
export class WindowsWindows implements DesktopWindows {
  readonly pollIntervalMs = 100;
  readonly #system = loadSystem();

  /** There is no cheap sign of change, and the list itself is cheap. */
  hasChanged(): boolean {
    return true;
  }

  readStack(): DesktopWindow[] {
    const system = this.#system;
    const stack: DesktopWindow[] = [];
    let handle = system.topWindow();
    for (let count = 0; handle !== 0 && count < maxWindows; count++, handle = system.related(handle, GetWindow.next)) {
      const window = this.#read(handle);
      if (window) stack.unshift(window);
    }
    return stack;
  }

  focused(): WindowId | undefined {
    const handle = this.#system.foregroundWindow();
    return handle === 0 ? undefined : (handle as WindowId);
  }

  claim(id: WindowId): WindowClaim | undefined {
    const owner = this.#system.processOf(id);
    if (owner === 0) return undefined;
    return { owner, isThere: () => this.#system.processOf(id) === owner };
  }

  applicationOf(): string | undefined {
    return undefined;
  }

  close(): void {
    // Nothing was opened.
  }

  #read(handle: number): DesktopWindow | undefined {
    const system = this.#system;
    if (!system.isVisible(handle) || system.isMinimized(handle) || system.isCloaked(handle)) return undefined;
    // What lets clicks through is nobody's obstacle, and the capture never shows one window in another's picture.
    if ((system.extendedStyle(handle) & transparentToClicks) !== 0) return undefined;
    const area = areaOf(system.windowBounds(handle));
    if (area.width <= 0 || area.height <= 0) return undefined;
    const visible = areaOf(system.frameBounds(handle) ?? system.windowBounds(handle));
    const owner = system.related(handle, GetWindow.owner);
    return {
      id: handle as WindowId,
      pictureId: handle,
      // Pictures of windows are without the shadow.
      area: visible,
      visible,
      isDrawn: true,
      owner: system.processOf(handle),
      ...(owner === 0 ? {} : { belongsTo: system.rootOf(owner) as WindowId }),
    };
  }
}

function areaOf({ left, top, right, bottom }: Rectangle): DesktopArea {
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function loadSystem() {
  const user32 = koffi.load("user32.dll");
  const dwmapi = koffi.load("dwmapi.dll");
  const rectangle = koffi.struct({ left: "int32_t", top: "int32_t", right: "int32_t", bottom: "int32_t" });
  const rectangleOut = koffi.out(koffi.pointer(rectangle));
  // Handles are 32 bits wide on every Windows, and so is what Chromium calls a window.
  const topWindow = user32.func("intptr_t __stdcall GetTopWindow(intptr_t parent)");
  const getWindow = user32.func("intptr_t __stdcall GetWindow(intptr_t window, uint32_t relation)");
  const ancestor = user32.func("intptr_t __stdcall GetAncestor(intptr_t window, uint32_t which)");
  const foreground = user32.func("intptr_t __stdcall GetForegroundWindow()");
  const isVisible = user32.func("int __stdcall IsWindowVisible(intptr_t window)");
  const isIconic = user32.func("int __stdcall IsIconic(intptr_t window)");
  const getLong = user32.func("int32_t __stdcall GetWindowLongW(intptr_t window, int index)");
  const getRect = user32.func("__stdcall", "GetWindowRect", "int", ["intptr_t", rectangleOut]);
  const getProcess = user32.func(
    "uint32_t __stdcall GetWindowThreadProcessId(intptr_t window, _Out_ uint32_t *process)",
  );
  const getBounds = dwmapi.func("__stdcall", "DwmGetWindowAttribute", "int32_t", [
    "intptr_t",
    "uint32_t",
    rectangleOut,
    "uint32_t",
  ]);
  const getFlag = dwmapi.func(
    "int32_t __stdcall DwmGetWindowAttribute(intptr_t window, uint32_t attribute, _Out_ uint32_t *value, uint32_t size)",
  );
  return {
    topWindow: () => Number(topWindow(0)),
    related: (window: number, relation: number) => Number(getWindow(window, relation)),
    rootOf: (window: number) => Number(ancestor(window, rootAncestor)),
    foregroundWindow: () => Number(foreground()),
    isVisible: (window: number) => isVisible(window) !== 0,
    isMinimized: (window: number) => isIconic(window) !== 0,
    extendedStyle: (window: number): number => getLong(window, extendedStyleIndex),
    windowBounds(window: number): Rectangle {
      const bounds: Rectangle = { left: 0, top: 0, right: 0, bottom: 0 };
      getRect(window, bounds);
      return bounds;
    },
    /** Without the invisible border that windows can be resized by. */
    frameBounds(window: number): Rectangle | undefined {
      const bounds: Rectangle = { left: 0, top: 0, right: 0, bottom: 0 };
      return getBounds(window, frameBounds, bounds, koffi.sizeof(rectangle)) === 0 ? bounds : undefined;
    },
    /** On another virtual desktop, or an app of the store that sleeps. */
    isCloaked(window: number): boolean {
      const value: [number] = [0];
      return getFlag(window, cloaked, value, 4) === 0 && value[0] !== 0;
    },
    processOf(window: number): number {
      const value: [number] = [0];
      return getProcess(window, value) === 0 ? 0 : value[0];
    },
  };
}
