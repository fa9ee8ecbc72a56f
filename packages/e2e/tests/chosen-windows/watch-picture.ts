import type { Page } from "playwright-core";
import { countForeign } from "./count-foreign.ts";

export interface WatchedPicture {
  /** Pictures looked at. */
  frames: number;
  /** The most points in one of them that lie in the foreign window's colours, of 640 × 360. */
  foreign: number;
}

interface CountingWindow {
  countForeign: typeof countForeign;
}

/** Looks at every picture that the technician's page shows from here on. */
export async function watchPicture(page: Page): Promise<() => Promise<WatchedPicture>> {
  await page.evaluate(`window.countForeign = ${countForeign}; undefined`);
  await page.evaluate(() => {
    const watched = { frames: 0, foreign: 0 };
    Object.assign(window, { watched });
    const canvas = new OffscreenCanvas(640, 360);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("nothing to draw on");
    context.imageSmoothingEnabled = false;
    const { countForeign } = window as unknown as CountingWindow;
    const look = (video: HTMLVideoElement): void => {
      context.drawImage(video, 0, 0, 640, 360);
      watched.frames++;
      watched.foreign = Math.max(watched.foreign, countForeign(context.getImageData(0, 0, 640, 360).data, 640, 4));
    };
    const follow = (video: HTMLVideoElement): void => {
      video.requestVideoFrameCallback(() => {
        look(video);
        follow(video);
      });
    };
    let followed: HTMLVideoElement | null = null;
    setInterval(() => {
      const video = document.querySelector<HTMLVideoElement>("#picture");
      if (video && video !== followed) follow(video);
      followed = video;
    }, 50);
  });
  return () => page.evaluate(() => (window as unknown as { watched: WatchedPicture }).watched);
}
