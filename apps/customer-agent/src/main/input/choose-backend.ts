import type { InputBackend } from "./input-backend.ts";
import { MacosBackend } from "./macos-backend.ts";
import { WindowsBackend } from "./windows-backend.ts";
import { X11Backend } from "./x11-backend.ts";

export interface Desktop {
  platform: NodeJS.Platform;
  /** `$DISPLAY` and `$XDG_SESSION_TYPE`. */
  display: string | undefined;
  sessionType: string | undefined;
}

export function thisDesktop(): Desktop {
  const { DISPLAY: display, XDG_SESSION_TYPE: sessionType } = process.env;
  return { platform: process.platform, display, sessionType };
}

/** Why control cannot be offered here: viewing still can. */
export type ControlObstacle = "platform_unknown" | "wayland" | "no_display";

/** Undefined where control can be offered. A Wayland desktop takes XTEST only for some windows, which helps nobody. */
export function controlObstacle(desktop: Desktop): ControlObstacle | undefined {
  switch (desktop.platform) {
    case "win32":
    case "darwin":
      return undefined;
    case "linux":
    case "freebsd":
    case "openbsd":
      if (desktop.sessionType === "wayland") return "wayland";
      return desktop.display ? undefined : "no_display";
    default:
      return "platform_unknown";
  }
}

/** Throws when the platform's input interface cannot be reached. */
export function openInputBackend(desktop: Desktop): InputBackend {
  switch (desktop.platform) {
    case "win32":
      return new WindowsBackend();
    case "darwin":
      return new MacosBackend();
    default:
      return new X11Backend(desktop.display);
  }
}
