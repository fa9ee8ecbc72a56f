import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launchChromium } from "@ferndiagnose/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { expect, vi } from "vitest";
import { createPortalListener } from "../http/portal-listener.ts";
import { createPortalLog } from "../portal-log.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const shotsDir = resolve(import.meta.dirname, "../../../test-results/portal");

export interface PageServer {
  readonly url: string;
  stop(): Promise<unknown>;
}

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
      viewport: { width: 1280, height: 900 },
      reducedMotion: "reduce",
      ...contextOptions,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const complaints: string[] = [];
    page.on("console", (message) => {
      const isRefusal = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
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

/** Texts that a control of another kind lies over. Runs in the page. */
const coveredTexts = `(() => {
  const found = [];
  const all = [...document.querySelectorAll("a, button, input, summary, label")];
  // A link that goes on in the next line has a box on each.
  const controls = all.filter((control) => control.checkVisibility()).flatMap((control) => [...control.getClientRects()].map((box) => ({ control, box })));
  const walker = document.createTreeWalker(document.querySelector("#page"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement.closest(".fd-visually-hidden") || !node.parentElement.checkVisibility() || !node.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const text of range.getClientRects()) {
      for (const { control, box } of controls) {
        const across = Math.min(text.right, box.right) - Math.max(text.left, box.left);
        const down = Math.min(text.bottom, box.bottom) - Math.max(text.top, box.top);
        if (across > 2 && down > 3 && !control.contains(node)) found.push(node.data.trim() + " | " + (control.textContent || control.outerHTML));
      }
    }
  }
  return found;
})()`;

/** Nothing wider than the window, no text under a control, and a picture for people to look at. */
export async function expectGoodLook(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(shotsDir, `${name}.png`), fullPage: true });
  expect(await page.evaluate(coveredTexts), name).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), name).toBeLessThanOrEqual(0);
}

/** No finding of axe-core. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(`window.axe || (() => { ${axeSource} })()`);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(axeTags)}, resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) })))`,
  )) as unknown[];
  expect(found).toEqual([]);
}

/** Answers this path as told instead of asking the portal: for states that take days, other computers or a whole session. */
export async function answer(page: Page, path: string, body: unknown, status = 200): Promise<void> {
  await page.route(`**/api/v1/${path}`, (route) =>
    route.fulfill({ status, contentType: "application/json", body: JSON.stringify(body) }),
  );
}
