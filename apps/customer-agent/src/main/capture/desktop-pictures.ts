import type { ChosenView, ScreenChoice, WindowChoice } from "@ferndiagnose/protocol/ipc";
import { BrowserWindow, type DesktopCapturerSource, type Display, desktopCapturer, screen } from "electron";
import type { Clock } from "../clock.ts";
import type { DesktopWindows, WindowClaim, WindowId } from "../desktop-windows/desktop-window.ts";
import { canChooseWindows, openDesktopWindows } from "../desktop-windows/open-desktop-windows.ts";
import { boundsOf } from "../desktop-windows/stack.ts";
import type { Desktop } from "../input/choose-backend.ts";
import { errorFields, type Log } from "../log.ts";
import type { PictureChoices, Pictures, SharedView } from "../session/shared-view.ts";
import { nativeArea } from "../windows/native-area.ts";
import type { CapturedView } from "./captured-view.ts";
import { ScreensView, type SharedScreen } from "./screens-view.ts";
import { WindowsView } from "./windows-view.ts";

const thumbnailSize = { width: 480, height: 300 };
/** Chromium's name for all monitors together (webrtc's kFullDesktopScreenId). */
const wholeDesktopId = "screen:-1:0";
const maxScreens = 16;
const maxWindows = 64;
const displayEvents = ["display-added", "display-removed", "display-metrics-changed"] as const;

interface ListedWindow {
  id: WindowId;
  claim: WindowClaim;
}

export interface DesktopPicturesPorts {
  clock: Clock;
  log: Log;
  desktop: Desktop;
}

/** The screens and windows in the order in which the customer sees them numbered. */
export class DesktopPictures implements Pictures {
  readonly #ports: DesktopPicturesPorts;
  readonly #views = new WeakMap<SharedView, CapturedView>();
  #screens: DesktopCapturerSource[] = [];
  #listed: ListedWindow[] = [];
  #windows: DesktopWindows | undefined;
  #chooses: boolean;

  constructor(ports: DesktopPicturesPorts) {
    this.#ports = ports;
    this.#chooses = canChooseWindows(ports.desktop);
  }

  get canChooseWindows(): boolean {
    return this.#chooses;
  }

  async list(current?: SharedView): Promise<PictureChoices> {
    const windows = this.#openWindows();
    const types: ("screen" | "window")[] = windows ? ["screen", "window"] : ["screen"];
    const sources = await desktopCapturer.getSources({ types, thumbnailSize });
    this.#screens = offeredScreens(sources.filter(({ id }) => id.startsWith("screen:")).slice(0, maxScreens));
    const offered = windows ? offeredWindows(sources, windows) : [];
    this.#listed = offered.map(({ id, claim }) => ({ id, claim }));
    const chosen = current && this.#chosenOf(current);
    return {
      screens: this.#screens.map((source, index) => this.#screenChoice(source, index)),
      windows: offered.map(({ choice }, index) => ({ ...choice, number: index + 1 })),
      ...(chosen ? { chosen } : {}),
    };
  }

  open(choice: ChosenView): SharedView | undefined {
    const view = this.#view(choice);
    if (view) this.#views.set(view, view);
    return view;
  }

  /** What the capture window needs to know of a view that was opened here. */
  capturedOf(view: SharedView): CapturedView {
    const captured = this.#views.get(view);
    if (!captured) throw new Error("This view was opened elsewhere");
    return captured;
  }

  #view(choice: ChosenView): CapturedView | undefined {
    switch (choice.kind) {
      case "all_screens":
        return this.#screensView({ kind: "all_screens" }, this.#screens);
      case "screen": {
        const source = this.#screens[choice.number - 1];
        return source && this.#screensView(choice, [source]);
      }
      case "windows":
        return this.#windowsView(choice.numbers);
      default:
        return choice satisfies never;
    }
  }

  #screensView(
    scope: Exclude<ChosenView, { kind: "windows" }>,
    sources: readonly DesktopCapturerSource[],
  ): CapturedView | undefined {
    const screens: SharedScreen[] = sources.map((source) => {
      const index = this.#screens.indexOf(source);
      const all = this.#screens;
      return {
        source,
        area: () =>
          source.id === wholeDesktopId ? boundsOf(screenAreas()) : areaOf(displayOf(source, index, all.length)),
      };
    });
    if (screens.length === 0 || screens.some((shared) => shared.area() === undefined)) return undefined;
    return new ScreensView(scope, screens, watchDisplays);
  }

  #windowsView(numbers: readonly number[]): CapturedView | undefined {
    const desktop = this.#windows;
    const chosen = numbers.map((number) => this.#listed[number - 1]);
    const claims = new Map<WindowId, WindowClaim>();
    for (const window of chosen) if (window?.claim.isThere()) claims.set(window.id, window.claim);
    if (!desktop || claims.size !== numbers.length) return undefined;
    return new WindowsView({ clock: this.#ports.clock, desktop, screens: screenAreas }, claims);
  }

  #chosenOf(current: SharedView): ChosenView | undefined {
    const view = this.#views.get(current);
    if (view instanceof WindowsView) {
      const ids = new Set(view.windowIds);
      const numbers = this.#listed.flatMap(({ id }, index) => (ids.has(id) ? [index + 1] : []));
      return numbers.length > 0 ? { kind: "windows", numbers } : undefined;
    }
    const scope = view?.viewScope();
    if (scope?.kind === "all_screens") return scope;
    if (scope?.kind === "screen" && scope.number <= this.#screens.length) {
      return { ...scope, of: this.#screens.length };
    }
    return undefined;
  }

  #screenChoice(source: DesktopCapturerSource, index: number): ScreenChoice {
    return {
      number: index + 1,
      primary:
        source.id === wholeDesktopId ||
        displayOf(source, index, this.#screens.length)?.id === screen.getPrimaryDisplay().id,
      thumbnail: source.thumbnail.toDataURL(),
    };
  }

  #openWindows(): DesktopWindows | undefined {
    if (!this.#chooses) return undefined;
    try {
      this.#windows ??= openDesktopWindows(this.#ports.desktop);
    } catch (error) {
      this.#ports.log.warn("windows.not_available", errorFields(error));
      this.#chooses = false;
    }
    return this.#windows;
  }
}

interface OfferedWindow extends ListedWindow {
  choice: Omit<WindowChoice, "number">;
}

/**
 * Where the system counts other monitors than Electron does, as with one that is made of two, nobody can say which picture
 * is of which place: then there is one picture of the whole desktop.
 */
function offeredScreens(sources: DesktopCapturerSource[]): DesktopCapturerSource[] {
  const [first] = sources;
  if (!first || sources.every((source, index) => displayOf(source, index, sources.length))) return sources;
  return [{ ...first, id: wholeDesktopId, thumbnail: first.thumbnail, display_id: "" }];
}

/** Everything with a picture but our own windows. */
function offeredWindows(sources: readonly DesktopCapturerSource[], windows: DesktopWindows): OfferedWindow[] {
  const own = new Set(BrowserWindow.getAllWindows().map((window) => numberOf(window.getMediaSourceId())));
  const offered = sources.flatMap((source) => {
    const number = numberOf(source.id);
    if (!source.id.startsWith("window:") || number === undefined || own.has(number)) return [];
    if (source.thumbnail.isEmpty()) return [];
    const id = number as WindowId;
    const claim = windows.claim(id);
    if (!claim) return [];
    const application = windows.applicationOf(id)?.slice(0, 100);
    const choice = {
      title: source.name.slice(0, 200),
      ...(application === undefined ? {} : { application }),
      thumbnail: source.thumbnail.toDataURL(),
    };
    return [{ id, claim, choice }];
  });
  return offered.slice(0, maxWindows);
}

/** "window:<number>:…" */
function numberOf(sourceId: string): number | undefined {
  const number = Number(sourceId.split(":")[1]);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function displayOf(source: DesktopCapturerSource, index: number, count: number): Display | undefined {
  const displays = screen.getAllDisplays();
  const named = displays.find((display) => String(display.id) === source.display_id);
  // Some X servers name no display; then sources and displays come in the same order.
  return named ?? (displays.length === count ? displays[index] : undefined);
}

function areaOf(display: Display | undefined) {
  return display && nativeArea(display.bounds);
}

function screenAreas() {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary, ...others].map(({ bounds }) => nativeArea(bounds));
}

function watchDisplays(listener: () => void): () => void {
  for (const event of displayEvents) screen.on(event as "display-added", listener);
  return () => {
    for (const event of displayEvents) screen.off(event as "display-added", listener);
  };
}
