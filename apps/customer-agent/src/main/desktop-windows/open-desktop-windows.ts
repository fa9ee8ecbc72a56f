import type { Desktop } from "../input/choose-backend.ts";
import type { DesktopWindows } from "./desktop-window.ts";
import { MacosWindows } from "./macos-windows.ts";
import { WindowsWindows } from "./windows-windows.ts";
import { X11Windows } from "./x11-windows.ts";

/** On a Wayland desktop no program sees another one's windows: there the system's own dialogue would have to choose. */
export function canChooseWindows({ platform, display, sessionType }: Desktop): boolean {
  if (platform === "win32" || platform === "darwin") return true;
  return platform === "linux" && sessionType !== "wayland" && display !== undefined;
}

/** Throws when the platform's interface cannot be reached. */
export function openDesktopWindows(desktop: Desktop): DesktopWindows {
  switch (desktop.platform) {
    case "win32":
      return new WindowsWindows();
    case "darwin":
      return new MacosWindows();
    default:
      return new X11Windows(desktop.display);
  }
}
