import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launchChromium } from "@ferndiagnose/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { expect, vi } from "vitest";
import { createPortalListener } from "../http/portal-listener.ts";
import { createPortalLog } from "../portal-log.ts";

export interface PageServer {
  readonly url: string;
  stop(): Promise<unknown>;
}

/** The window as most people have it. */
export const usual = { width: 1280, height: 900 };

/** The built page on a server, and one browser. */
export class PageUnderTest {
  readonly url: string;
  readonly browser: Browser;
  readonly #server: PageServer;
  readonly #pagesDir: string;

  private constructor(server: PageServer, browser: Browser, pagesDir: string) {
    this.url = server.url;
    this.browser = browser;
    this.#server = server;
    this.#pagesDir = pagesDir;
  }

  static async start(serve: (pagesDir: string) => Promise<PageServer> = servePagesOnly): Promise<PageUnderTest> {
    const pagesDir = await mkdtemp(join(tmpdir(), "portal-page-"));
    const configFile = resolve(import.meta.dirname, "../../vite.config.ts");
    const root = resolve(import.meta.dirname, "../../page");
    // The runner's own "test" would build React for development.
    vi.stubEnv("NODE_ENV", "production");
    await build({ configFile, root, logLevel: "error", build: { outDir: pagesDir, emptyOutDir: true } });
    vi.unstubAllEnvs();
    return new PageUnderTest(await serve(pagesDir), await launchChromium(), pagesDir);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.#server.stop();
    rmSync(this.#pagesDir, { recursive: true, force: true });
  }

  /**
   * Runs with a fresh browser profile on an open page of the site. What the browser complains about, requests to anybody else,
   * cookies and anything kept in the browser fail it.
   */
  async visit(
    options: BrowserContextOptions & { path?: string; origin?: string },
    act: (page: Page) => Promise<void>,
  ): Promise<void> {
    const { path = "/", origin = this.url, ...contextOptions } = options;
    const context = await this.browser.newContext({
      locale: "de-DE",
      viewport: usual,
      reducedMotion: "reduce",
      ...contextOptions,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const complaints: string[] = [];
    page.on("console", (message) => {
      const isRefusal = /^Failed to load resource: (the server responded with a status of 4|net::ERR_FAILED)/.test(
        message.text(),
      );
      if (["error", "warning"].includes(message.type()) && !isRefusal) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      const isOwn = request.url().startsWith(origin) || request.url().startsWith(`blob:${origin}`);
      if (!isOwn) complaints.push(`foreign request: ${request.url()}`);
    });
    try {
      await page.goto(`${origin}${path}`);
      await ready(page);
      await act(page);
      expect(await context.cookies()).toEqual([]);
      expect(await page.evaluate("localStorage.length + sessionStorage.length")).toBe(0);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  }
}

/** Waits until the page can be used: on the start page its first field takes what is typed. */
export async function ready(page: Page): Promise<void> {
  await page.locator("h1:visible").waitFor();
  if (await page.locator(".key-field").first().isVisible()) await page.locator(".key-field:focus").waitFor();
}

/** Looks again and again, as long as a busy machine may take. */
export function eventually<Seen>(look: () => Seen | Promise<Seen>) {
  return expect.poll(look, { timeout: 15_000 });
}

/** The public listener with the page and its strict headers, and no API behind it: tests answer in its place. */
async function servePagesOnly(pagesDir: string): Promise<PageServer> {
  const log = createPortalLog("error", { write: () => undefined });
  const ownOrigins = () => new Set<string>();
  const app = await createPortalListener(
    { title: "Pages", log, pagesDir, ownOrigins, answered: () => undefined },
    () => undefined,
  );
  return { url: await app.listen({ host: "127.0.0.1", port: 0 }), stop: () => app.close() };
}

/** Answers this path as told instead of asking the portal: for states that take days, other computers or a whole session. */
export async function answer(page: Page, path: string, body: unknown, status = 200): Promise<void> {
  await page.route(`**/api/v1/${path}`, (route) =>
    route.fulfill({ status, contentType: "application/json", body: JSON.stringify(body) }),
  );
}
