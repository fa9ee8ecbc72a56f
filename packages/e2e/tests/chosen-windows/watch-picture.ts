import type { Page } from "playwright-core";

export interface WatchedPicture {
  /** Pictures looked at. */
  frames: number;
  /** The most points in one of them that have the foreign window's colours, of 640 × 360. */
  foreign: number;
}

/** Looks at every picture that the technician's page shows from here on. */
export async function watchPicture(page: Page): Promise<() => Promise<WatchedPicture>> {
  await page.evaluate(() => {
    const watched = { frames: 0, foreign: 0 };
    Object.assign(window, { watched });
    const canvas = new OffscreenCanvas(640, 360);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("nothing to draw on");
    context.imageSmoothingEnabled = false;
    const look = (video: HTMLVideoElement): void => {
      context.drawImage(video, 0, 0, 640, 360);
      const { data } = context.getImageData(0, 0, 640, 360);
      let foreign = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
        if (red < 70 && green > 210 && blue < 70) foreign++;
        else if (red > 230 && green < 50 && blue > 230) foreign++;
      }
      watched.frames++;
      watched.foreign = Math.max(watched.foreign, foreign);
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
