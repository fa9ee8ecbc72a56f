import os from "node:os";
import type { Desktop } from "../input/choose-backend.ts";
import type { DesktopWindows } from "./desktop-window.ts";
import { MacosWindows } from "./macos-windows.ts";
import { WindowsWindows } from "./windows-windows.ts";
import { X11Windows } from "./x11-windows.ts";

/** Windows 10, version 1903: from here on Chromium takes windows by Windows.Graphics.Capture, which has each by itself. */
const firstWindowsBuild = 18_362;

/**
 * On a Wayland desktop no program sees another one's windows: there the system's own dialogue would have to choose. On an
 * older Windows Chromium cuts a window out of the screen's picture, together with whatever has just come over it.
 */
export function canChooseWindows({ platform, display, sessionType }: Desktop, release: string = os.release()): boolean {
  if (platform === "darwin") return true;
  if (platform === "win32") return Number(release.split(".")[2] ?? 0) >= firstWindowsBuild;
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
