import type { StatusView } from "@ferndiagnose/protocol/ipc";
import { app, globalShortcut } from "electron";
import type { Desktop } from "./input/choose-backend.ts";

let pressed: (() => void) | undefined;

/**
 * F11 belongs to us while a session runs, whichever program is in front. `unavailable` where the system did not give it, and
 * where nobody can rely on it: Wayland hands global keys only to the desktop itself and still says yes, and a Mac has
 * F11 for showing its desktop unless somebody changed that. In our own windows it works everywhere.
 */
export function holdF11(desktop: Desktop, onPress: () => void): StatusView["f11"] {
  pressed = onPress;
  const isRegistered = globalShortcut.register("F11", onPress) && globalShortcut.isRegistered("F11");
  const isReliable = desktop.platform !== "darwin" && desktop.sessionType !== "wayland";
  return isRegistered && isReliable ? "held" : "unavailable";
}

export function releaseF11(): void {
  pressed = undefined;
  globalShortcut.unregister("F11");
}

/** Before the first window opens. */
export function hearF11InOwnWindows(): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.on("before-input-event", (event, { type, key }) => {
      if (type !== "keyDown" || key !== "F11" || !pressed) return;
      event.preventDefault();
      pressed();
    });
  });
}
