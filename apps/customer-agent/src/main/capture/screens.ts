import type { ScreenChoice } from "@ferndiagnose/protocol/ipc";
import { type DesktopCapturerSource, type Display, desktopCapturer, screen } from "electron";
import type { DesktopArea } from "../session/input-guard.ts";
import type { Screens } from "../session/session-ports.ts";
import { nativeArea } from "../windows/native-area.ts";

const thumbnailSize = { width: 480, height: 300 };

/** The screens in the order in which the customer sees them numbered. */
export class DesktopScreens implements Screens {
  #sources: DesktopCapturerSource[] = [];

  async list(): Promise<ScreenChoice[]> {
    this.#sources = await desktopCapturer.getSources({ types: ["screen"], thumbnailSize });
    const primaryId = screen.getPrimaryDisplay().id;
    return this.#sources.slice(0, 16).map((source, index) => ({
      number: index + 1,
      primary: this.#displayOf(index)?.id === primaryId,
      thumbnail: source.thumbnail.toDataURL(),
    }));
  }

  areaOf(number: number): DesktopArea | undefined {
    const display = this.#displayOf(number - 1);
    return display && nativeArea(display.bounds);
  }

  /** What the capture window's request for a picture is answered with. */
  sourceOf(number: number): DesktopCapturerSource | undefined {
    return this.#sources[number - 1];
  }

  #displayOf(index: number): Display | undefined {
    const source = this.#sources[index];
    if (!source) return undefined;
    const displays = screen.getAllDisplays();
    // Some X servers name no display; then sources and displays come in the same order.
    return displays.find((display) => String(display.id) === source.display_id) ?? displays[index];
  }
}
