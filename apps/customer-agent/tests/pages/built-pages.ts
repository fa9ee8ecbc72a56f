import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { launchChromium } from "@ferndiagnose/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, vi } from "vitest";
import { buildPages } from "../../build-pages.ts";

const origin = "http://windows.test";
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

  constructor(page: Page, complaints: string[]) {
    this.page = page;
    this.complaints = complaints;
  }

  async show(view: object): Promise<void> {
    await this.page.evaluate((shown) => (globalThis as unknown as Fake).fake.show(shown), view);
    await this.page.locator("main").waitFor();
    await this.painted();
  }

  /** Observers have told, and what follows from a first painting has followed. */
  async painted(): Promise<void> {
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

  async close(): Promise<void> {
    await this.page.context().close();
    expect(this.complaints).toEqual([]);
  }
}

interface Fake {
  fake: { said: { type: string }[]; fits: number[]; alive: number; show(view: object): void };
}
