import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { launchChromium } from "@ferndiagnose/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, vi } from "vitest";
import { buildPages } from "../../build-pages.ts";

/** Kept to be looked at; ignored by git. */
const pictures = path.join(import.meta.dirname, "../../../../test-results/customer-windows");
const origin = "http://windows.test";
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};
/** As in src/main/security/own-files.ts. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/** The page's side of a preload, without a program behind it: keeps what the page says, shows what it is given. */
const bridgeSource = `(() => {
  let show;
  let latest;
  const said = [];
  const fits = [];
  const bridge = {
    onShow(listener) { show = listener; if (latest) show(latest); },
    act: (action) => { if (action.type === "alive") fake.alive++; else said.push(action); return Promise.resolve(); },
    fit: ({ heightPixels }) => { fits.push(heightPixels); return Promise.resolve(); },
  };
  const fake = { said, fits, alive: 0, show(view) { latest = view; show?.(view); } };
  Object.assign(window, { stepsBridge: bridge, statusBridge: bridge, fake });
})()`;

/** The windows' real pages as they are built, in a browser without network, with a bridge of our own. */
export class BuiltPages {
  readonly #browser: Browser;
  readonly #files: ReadonlyMap<string, Buffer>;

  private constructor(browser: Browser, files: ReadonlyMap<string, Buffer>) {
    this.#browser = browser;
    this.#files = files;
  }

  static async open(): Promise<BuiltPages> {
    const folder = await mkdtemp(path.join(tmpdir(), "customer-windows-"));
    // The runner's own "test" would build React for development.
    vi.stubEnv("NODE_ENV", "production");
    await buildPages(folder);
    vi.unstubAllEnvs();
    const names = (await readdir(folder, { recursive: true })).filter((name) => path.extname(name) !== "");
    const files = new Map(
      await Promise.all(names.map(async (name) => [`/${name}`, await readFile(path.join(folder, name))] as const)),
    );
    await rm(folder, { recursive: true });
    await mkdir(pictures, { recursive: true });
    return new BuiltPages(await launchChromium(), files);
  }

  async page(name: "steps" | "status", options: BrowserContextOptions): Promise<ShownPage> {
    const context = await this.#browser.newContext({ reducedMotion: "reduce", ...options });
    const complaints: string[] = [];
    await context.route("**/*", async (route) => {
      const { pathname, origin: from } = new URL(route.request().url());
      const body = this.#files.get(pathname);
      if (from !== origin || body === undefined) {
        if (pathname !== "/favicon.ico") complaints.push(`asked for ${route.request().url()}`);
        return route.abort();
      }
      const headers = { "content-security-policy": contentSecurityPolicy };
      return route.fulfill({ body, headers, contentType: contentTypes[path.extname(pathname)] ?? "" });
    });
    await context.addInitScript(bridgeSource);
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(`${origin}/${name}.html`);
    return new ShownPage(page, complaints);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

export class ShownPage {
  readonly page: Page;
  readonly complaints: string[];
  #hasAxe = false;

  constructor(page: Page, complaints: string[]) {
    this.page = page;
    this.complaints = complaints;
  }

  async show(view: object): Promise<void> {
    await this.page.evaluate((shown) => (globalThis as unknown as Fake).fake.show(shown), view);
    await this.page.locator("main").waitFor();
    // Observers have told, and what follows from a first painting has followed.
    await this.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  /** What the page has said since the last time, without its signs of life. */
  async said(): Promise<{ type: string }[]> {
    return this.page.evaluate(() => (globalThis as unknown as Fake).fake.said.splice(0));
  }

  async signsOfLife(): Promise<number> {
    return this.page.evaluate(() => (globalThis as unknown as Fake).fake.alive);
  }

  async fittingHeight(): Promise<number> {
    return this.page.evaluate(() => (globalThis as unknown as Fake).fake.fits.at(-1) ?? 0);
  }

  /** Of the window as it is; `whole` as high as its contents. */
  async picture(name: string, whole = false): Promise<void> {
    const window = this.page.viewportSize();
    if (whole && window !== null) {
      const height: number = await this.page.evaluate("document.documentElement.scrollHeight");
      await this.page.setViewportSize({ ...window, height: Math.max(height, window.height) });
    }
    await this.page.screenshot({ path: path.join(pictures, `${name}.png`) });
    if (whole && window !== null) await this.page.setViewportSize(window);
  }

  /** What axe-core finds, with the elements it finds it at. */
  async violations(rules?: readonly string[]): Promise<unknown[]> {
    if (!this.#hasAxe) await this.page.evaluate(axeSource);
    this.#hasAxe = true;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const runOnly = rules ?? tags;
    return this.page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(runOnly)} }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html, any }) => [html, any[0]?.message]) })))`,
    );
  }

  /** Everything whose words do not fit into it, and everything that sticks out of the window at its side. */
  async cutOff(): Promise<string[]> {
    return this.page.evaluate(`[...document.querySelectorAll("body *")].flatMap((element) => {
      if (element.closest(".fd-visually-hidden, svg, [data-may-clip]")) return [];
      const style = getComputedStyle(element);
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width <= 1 || height <= 1 || style.visibility === "hidden" || style.clipPath === "inset(50%)") return [];
      const hasWords = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== "");
      const clips = (hasWords || style.overflowX !== "visible") && style.display !== "inline" && element.scrollWidth > element.clientWidth + 1;
      const clipsDown = ["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1
        && style.webkitLineClamp === "none";
      const sticksOut = left < -1 || right > innerWidth + 1;
      return clips || clipsDown || sticksOut ? [element.outerHTML.slice(0, 160)] : [];
    })`);
  }

  async close(): Promise<void> {
    await this.page.context().close();
    expect(this.complaints).toEqual([]);
  }
}

interface Fake {
  fake: { said: { type: string }[]; fits: number[]; alive: number; show(view: object): void };
}
