import koffi from "koffi";
import type { DesktopArea } from "../session/input-guard.ts";
import type { DesktopWindow, DesktopWindows, WindowClaim, WindowId } from "./desktop-window.ts";

/** Constants of CGWindow.h and CFNumber.h. */
const onScreenOnly = 1;
const allWindows = 0;
const includingWindow = 8;
const doubleType = 13;
/** The pointer, and what the system draws with it, is above every window and takes no click. */
const pointerLevel = 2_147_483_630;

interface WindowFacts {
  number: number;
  process: number;
  level: number;
  opacity: number;
  area: DesktopArea;
}

/**
 * macOS' windows by Quartz. Never run so far: type-checked only. The system does not tell which window a menu or dialogue
 * was opened from, so here only the chosen windows themselves are shown. Full-screen windows are on a desktop of their own.
 */
export class MacosWindows implements DesktopWindows {
  readonly pollIntervalMs = 100;
  readonly #system = loadSystem();

  /** There is no cheap sign of change. */
  hasChanged(): boolean {
    return true;
  }

  readStack(): DesktopWindow[] {
    return this.#system
      .windows(onScreenOnly, 0)
      .filter(({ opacity, level }) => opacity > 0 && level < pointerLevel)
      .map(({ number, process, area }) => ({
        id: number as WindowId,
        pictureId: number,
        area,
        visible: area,
        isDrawn: true,
        owner: process,
      }))
      .reverse();
  }

  /** The foremost ordinary window: the menu bar and the Dock are on other levels. */
  focused(): WindowId | undefined {
    const foremost = this.#system.windows(onScreenOnly, 0).find(({ level, opacity }) => level === 0 && opacity > 0);
    return foremost && (foremost.number as WindowId);
  }

  /** Window numbers are not given again while the customer is logged in. */
  claim(id: WindowId): WindowClaim | undefined {
    const factsOf = () => this.#system.windows(includingWindow | allWindows, id).find(({ number }) => number === id);
    const owner = factsOf()?.process;
    if (owner === undefined) return undefined;
    return { owner, isThere: () => factsOf()?.process === owner };
  }

  applicationOf(): string | undefined {
    return undefined;
  }

  close(): void {
    // Nothing was opened.
  }
}

function loadSystem() {
  const frameworks = "/System/Library/Frameworks";
  const graphics = koffi.load(`${frameworks}/CoreGraphics.framework/CoreGraphics`);
  const foundation = koffi.load(`${frameworks}/CoreFoundation.framework/CoreFoundation`);
  const rectangle = koffi.struct({ x: "double", y: "double", width: "double", height: "double" });
  const copyList = graphics.func("void *CGWindowListCopyWindowInfo(uint32_t option, uint32_t window)");
  const makeRect = graphics.func("CGRectMakeWithDictionaryRepresentation", "bool", [
    "void *",
    koffi.out(koffi.pointer(rectangle)),
  ]);
  const count = foundation.func("long CFArrayGetCount(void *array)");
  const at = foundation.func("void *CFArrayGetValueAtIndex(void *array, long index)");
  const entryOf = foundation.func("void *CFDictionaryGetValue(void *dictionary, void *key)");
  const numberOf = foundation.func("bool CFNumberGetValue(void *number, long type, _Out_ double *value)");
  const makeString = foundation.func(
    "void *CFStringCreateWithCString(void *allocator, const char *text, uint32_t code)",
  );
  const release = foundation.func("void CFRelease(void *object)");
  const utf8 = 0x0800_0100;
  const keyOf = (name: string): unknown => makeString(null, name, utf8);
  const keys = {
    number: keyOf("kCGWindowNumber"),
    process: keyOf("kCGWindowOwnerPID"),
    level: keyOf("kCGWindowLayer"),
    opacity: keyOf("kCGWindowAlpha"),
    bounds: keyOf("kCGWindowBounds"),
  };

  function read(window: unknown, key: unknown): number {
    const value: [number] = [0];
    const found: unknown = entryOf(window, key);
    if (found) numberOf(found, doubleType, value);
    return value[0];
  }

  function factsOf(window: unknown): WindowFacts {
    const area: DesktopArea = { x: 0, y: 0, width: 0, height: 0 };
    const bounds: unknown = entryOf(window, keys.bounds);
    if (bounds) makeRect(bounds, area);
    return {
      number: read(window, keys.number),
      process: read(window, keys.process),
      level: read(window, keys.level),
      opacity: read(window, keys.opacity),
      area,
    };
  }

  return {
    /** The topmost first. */
    windows(option: number, relativeTo: number): WindowFacts[] {
      const list: unknown = copyList(option, relativeTo);
      if (!list) return [];
      const facts = Array.from({ length: Number(count(list)) }, (_, index) => factsOf(at(list, index)));
      release(list);
      return facts;
    },
  };
}
