import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
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
    // Evaluated through the debugger, which the page's content security policy does not bind.
    await this.page.evaluate(axeSource);
    const findings = await this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    });
    expect(findings, what).toEqual([]);
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
