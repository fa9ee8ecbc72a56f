import type { PictureLayer, PictureLayout } from "@ferndiagnose/protocol/ipc";
import type { DesktopWindow, WindowId } from "../desktop-windows/desktop-window.ts";
import { overlap } from "../desktop-windows/stack.ts";
import type { DesktopArea } from "../session/input-guard.ts";
import { PictureScale } from "./picture-scale.ts";

const maxLayers = 1_024;

/**
 * The picture of this part of the desktop with nothing on it but the shared windows: what lies over one of them is blank,
 * as it hides that window from the customer too. Its picture would not be there anyway; this is the second line.
 */
export function windowsLayout(
  part: DesktopArea,
  stack: readonly DesktopWindow[],
  shared: ReadonlySet<WindowId>,
  pieceOf: (window: DesktopWindow) => number,
): PictureLayout {
  const scale = new PictureScale(part);
  const layers: PictureLayer[] = [];
  const shown: DesktopArea[] = [];
  for (const window of stack) {
    const { area, visible, isDrawn } = window;
    if (!isDrawn || !overlap(visible, part)) continue;
    if (shared.has(window.id)) {
      layers.push({ kind: "piece", piece: pieceOf(window), whole: scale.place(area), shown: scale.place(visible) });
      shown.push(visible);
    } else if (shown.some((below) => overlap(below, visible))) {
      layers.push({ kind: "blank", area: scale.cover(visible) });
    }
  }
  // Nothing rather than too much.
  return { width: scale.width, height: scale.height, layers: layers.length > maxLayers ? [] : layers };
}
