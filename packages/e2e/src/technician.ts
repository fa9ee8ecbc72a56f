import { launchChromium, type PatternReading, type PictureArea, readPattern } from "@ferndiagnose/testkit";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Server } from "./server.ts";

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

/** One-time links work once: later technicians of the same account on the same server bring its cookie along. */
const cookiesOf = new WeakMap<Server, Map<number, Cookies>>();

/** A technician at a real Chromium, doing what a technician does: by what stands on the page. */
export class Technician {
  readonly page: Page;
  readonly #browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
  }

  /** Signs in to this account of `scripts/start --demo`. */
  static async signIn(server: Server, account = 0): Promise<Technician> {
    const link = server.summary.accounts[account]?.link;
    if (link === undefined) throw new Error(`There is no account ${account}`);
    const known = cookiesOf.get(server) ?? new Map<number, Cookies>();
    cookiesOf.set(server, known);
    const cookies = known.get(account);

    const browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "de-DE" });
    if (cookies !== undefined) await context.addCookies(cookies);
    const page = await context.newPage();
    const technician = new Technician(browser, page);
    await page.goto(cookies === undefined ? link : server.summary.viewer);
    await technician.#screen("desk");
    known.set(account, await context.cookies());
    return technician;
  }

  /** Begins a session and returns the key as it is read out: seven digits. */
  async newSession(): Promise<string> {
    await this.page.getByRole("button", { name: /Neue Sitzung/ }).click();
    await this.#screen("key");
    const text = await this.page.locator('[data-screen="key"] .code-sheet').innerText();
    const key = text.split("\n\n")[0]?.replace(/\D/g, "") ?? "";
    if (!/^\d{7}$/.test(key)) throw new Error(`The page shows no key: ${text}`);
    return key;
  }

  /** The check code that stands on the technician's screen once somebody has joined. */
  async checkCode(): Promise<string> {
    await this.#screen("admit");
    return (await this.page.locator('[data-screen="admit"] .code-sheet').innerText()).replace(/\D/g, "");
  }

  async admit(): Promise<void> {
    await this.page.getByRole("button", { name: /zulassen/ }).click();
  }

  async waitForPicture(timeoutMs = 30_000): Promise<void> {
    await this.#screen("picture", timeoutMs);
    await this.page.waitForFunction(
      () => (document.querySelector<HTMLVideoElement>("#picture")?.videoWidth ?? 0) > 0,
      undefined,
      { timeout: timeoutMs },
    );
  }

  /** The test pattern as it stands in the picture, or in this part of it, right now, if it is there. */
  async readPattern(area?: PictureArea): Promise<PatternReading | undefined> {
    const picture = await this.page.evaluate(() => {
      const video = document.querySelector<HTMLVideoElement>("#picture");
      if (video === null || video.videoWidth === 0) return undefined;
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (context === null) return undefined;
      context.drawImage(video, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let bytes = "";
      for (let at = 0; at < data.length; at += 32_768) bytes += String.fromCharCode(...data.subarray(at, at + 32_768));
      return { width: canvas.width, height: canvas.height, data: btoa(bytes) };
    });
    if (picture === undefined) return undefined;
    return readPattern({ ...picture, data: Buffer.from(picture.data, "base64") }, area);
  }

  /** Waits until the picture shows the pattern with this frame number. */
  async waitForFrame(
    test: (frame: number) => boolean,
    timeoutMs = 15_000,
    area?: PictureArea,
  ): Promise<PatternReading> {
    const giveUpAt = Date.now() + timeoutMs;
    let last: PatternReading | undefined;
    while (Date.now() < giveUpAt) {
      last = await this.readPattern(area);
      if (last !== undefined && test(last.frame)) return last;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`The pattern did not come within ${timeoutMs} ms; last seen: ${JSON.stringify(last)}`);
  }

  /** Frames presented by the `<video>` within this time. */
  async countFrames(durationMs: number): Promise<number> {
    return this.page.evaluate(async (ms) => {
      const video = document.querySelector<HTMLVideoElement>("#picture");
      const start = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
      await new Promise((resolve) => setTimeout(resolve, ms));
      return (video?.getVideoPlaybackQuality().totalVideoFrames ?? 0) - start;
    }, durationMs);
  }

  /** Where this pixel of the customer's screen stands on the technician's page. */
  async placeOf(x: number, y: number): Promise<{ x: number; y: number }> {
    return this.page.evaluate(
      ([px, py]) => {
        const video = document.querySelector<HTMLVideoElement>("#picture");
        if (video === null) throw new Error("no picture");
        const box = video.getBoundingClientRect();
        const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
        const left = box.left + (box.width - video.videoWidth * scale) / 2;
        const top = box.top + (box.height - video.videoHeight * scale) / 2;
        return { x: left + (px + 0.5) * scale, y: top + (py + 0.5) * scale };
      },
      [x, y] as const,
    );
  }

  async click(x: number, y: number): Promise<void> {
    const place = await this.placeOf(x, y);
    await this.page.mouse.click(place.x, place.y);
  }

  async turnWheel(x: number, y: number, deltaY: number): Promise<void> {
    const place = await this.placeOf(x, y);
    await this.page.mouse.move(place.x, place.y);
    await this.page.mouse.wheel(0, deltaY);
  }

  /** The button asks for 4 s only: where the second press comes later than that, both are made again. */
  async end(timeoutMs = 30_000): Promise<void> {
    const giveUpAt = Date.now() + timeoutMs;
    for (;;) {
      await this.page.getByRole("button", { name: "Sitzung beenden" }).click();
      try {
        await this.page.getByRole("button", { name: "Wirklich beenden?" }).click({ timeout: 4_000 });
        return;
      } catch (error) {
        if (await this.page.locator('[data-screen="end"]').isVisible()) return;
        if (Date.now() > giveUpAt) throw error;
      }
    }
  }

  /** The reason on the end page, by its code. */
  async endReason(timeoutMs = 20_000): Promise<string> {
    await this.#screen("end", timeoutMs);
    return (await this.page.locator('[data-screen="end"] [data-reason]').getAttribute("data-reason")) ?? "";
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  async #screen(name: string, timeoutMs = 15_000): Promise<void> {
    await this.page.locator(`[data-screen="${name}"]`).waitFor({ timeout: timeoutMs });
  }
}
