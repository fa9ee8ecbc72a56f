import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { axeFindings } from "@ferndiagnose/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

/** Set to keep pictures of every screen for looking at. */
const screenshotFolder = process.env["SCREENSHOTS"];

/** A page that watches what a user would never forgive: errors, and anything in the console. */
export class PageUnderTest {
  readonly page: Page;
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      // The browser itself reports refused requests, which the page is meant to show.
      if (!/^Failed to load resource|WebSocket connection to/.test(message.text()))
        this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<PageUnderTest> {
    const context = await browser.newContext({ locale: "de-DE", viewport: { width: 1280, height: 800 }, ...options });
    context.setDefaultTimeout(10_000);
    const subject = new PageUnderTest(await context.newPage());
    await subject.page.goto(url);
    return subject;
  }

  async screen(name: string): Promise<void> {
    await this.page.locator(`[data-screen="${name}"]`).waitFor({ timeout: 10_000 });
  }

  /** No finding of axe-core for WCAG 2.2 A and AA; in `what`, which screen it was. */
  async expectAccessible(what: string): Promise<void> {
    expect(await axeFindings(this.page), what).toEqual([]);
  }

  async picture(name: string): Promise<void> {
    if (screenshotFolder === undefined) return;
    await mkdir(screenshotFolder, { recursive: true });
    await this.page.screenshot({ path: join(screenshotFolder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
