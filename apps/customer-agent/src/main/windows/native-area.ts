import { type Rectangle, screen } from "electron";
import type { DesktopArea } from "../session/input-guard.ts";

/** From Electron's density-independent pixels to what input backends take: device pixels, on macOS points. */
export function nativeArea(area: Rectangle): DesktopArea {
  if (process.platform === "darwin") return area;
  if (process.platform === "win32") return screen.dipToScreenRect(null, area);
  // X11 has one scale for the whole desktop.
  const { scaleFactor } = screen.getPrimaryDisplay();
  return {
    x: Math.round(area.x * scaleFactor),
    y: Math.round(area.y * scaleFactor),
    width: Math.round(area.width * scaleFactor),
    height: Math.round(area.height * scaleFactor),
  };
}
