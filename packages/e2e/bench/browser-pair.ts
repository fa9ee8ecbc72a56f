import { SessionId, ViewerId } from "@ferndiagnose/protocol";
import { launchChromium } from "@ferndiagnose/testkit";
import { build } from "esbuild";
import type { Browser, JSHandle, Page } from "playwright-core";
import { say } from "./figure.ts";
import type { FromSharer, Sharer, SharerOptions } from "./pages/sharer-page.ts";
import type { FromViewer, Viewer } from "./pages/viewer-page.ts";
import { randomLetters } from "./random-letters.ts";
import type { RecordingServer } from "./recording-server.ts";

/** A page nobody looks at must work as fast as one that somebody does. */
const neverThrottled = [
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
];
const connectMs = 60_000;
/** Room for the picture below the browser's own bars. */
export const viewerDisplay = { width: 1280, height: 850 } as const;

export interface PairOptions extends SharerOptions {
  /** Directly from browser to browser when there is none. */
  server: RecordingServer | undefined;
  /** The viewer's browser smooths the picture as it does by default. */
  isOrdinaryViewer?: boolean;
  /** The viewer's browser stands on this display; headless when there is none. */
  viewerEnv?: NodeJS.ProcessEnv;
}

/** A sharer and a viewer, each in a Chromium of its own, connected by packages/rtc: directly, or through the relay. */
export class BrowserPair {
  readonly sharer: JSHandle<Sharer>;
  readonly viewer: JSHandle<Viewer>;
  readonly viewerPage: Page;
  readonly #close: () => Promise<void>;

  private constructor(ends: Pick<BrowserPair, "sharer" | "viewer" | "viewerPage">, close: () => Promise<void>) {
    this.sharer = ends.sharer;
    this.viewer = ends.viewer;
    this.viewerPage = ends.viewerPage;
    this.#close = close;
  }

  static async connect({ server, viewerEnv, isOrdinaryViewer, ...sharing }: PairOptions): Promise<BrowserPair> {
    const browsers = await Promise.all([launchChromium({ args: neverThrottled }), launchViewer(viewerEnv)]);
    const [sharerPage, viewerPage] = await Promise.all(browsers.map((browser) => openPage(browser)));
    if (sharerPage === undefined || viewerPage === undefined) throw new Error("There must be two pages");

    const route = server === undefined ? new DirectRoute() : new RelayedRoute(server);
    await sharerPage.exposeFunction("signalSharer", (message: FromSharer) => route.fromSharer(message));
    await viewerPage.exposeFunction("signalViewer", (message: FromViewer) => route.fromViewer(message));
    await sharerPage.addScriptTag({ content: await bundle("sharer-page") });
    await viewerPage.addScriptTag({ content: await bundle("viewer-page") });
    const sharer = await sharerPage.evaluateHandle((options) => {
      const page = globalThis as unknown as SharerGlobals;
      return new page.Sharer(options, page.signalSharer);
    }, sharing);
    const viewer = await viewerPage.evaluateHandle((isOrdinary) => {
      const page = globalThis as unknown as ViewerGlobals;
      return new page.Viewer(isOrdinary, page.signalViewer);
    }, isOrdinaryViewer === true);

    await route.open({ sharer, viewer });
    await sharer.evaluate((one) => one.start());
    await viewerPage.waitForFunction((one) => one.isReady, viewer, { timeout: connectMs });
    return new BrowserPair({ sharer, viewer, viewerPage }, async () => {
      await route.close();
      await Promise.all(browsers.map((browser) => browser.close()));
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}

interface SharerGlobals {
  Sharer: typeof Sharer;
  signalSharer: (message: FromSharer) => void;
}

interface ViewerGlobals {
  Viewer: typeof Viewer;
  signalViewer: (message: FromViewer) => void;
}

interface Ends {
  sharer: JSHandle<Sharer>;
  viewer: JSHandle<Viewer>;
}

/** How descriptions and candidates travel. */
interface Route {
  open(ends: Ends): Promise<void>;
  fromSharer(message: FromSharer): void;
  fromViewer(message: FromViewer): void;
  close(): Promise<void>;
}

class DirectRoute implements Route {
  #ends: Ends | undefined;

  async open(ends: Ends): Promise<void> {
    this.#ends = ends;
    await ends.sharer.evaluate((sharer) => sharer.show(true));
  }

  fromSharer(message: FromSharer): void {
    if (this.#ends !== undefined) tellViewer(this.#ends.viewer, message);
  }

  fromViewer(message: FromViewer): void {
    if (this.#ends !== undefined) tellSharer(this.#ends.sharer, message);
  }

  async close(): Promise<void> {
    this.#ends = undefined;
  }
}

class RelayedRoute implements Route {
  readonly #server: RecordingServer;
  readonly #sessionId = SessionId.parse(randomLetters(20));
  readonly #viewerId = ViewerId.parse(randomLetters(12));

  constructor(server: RecordingServer) {
    this.#server = server;
  }

  async open({ sharer, viewer }: Ends): Promise<void> {
    await this.#server.arm(this.#sessionId, (report) => {
      switch (report.type) {
        case "customer_answer":
          tellSharer(sharer, { type: "answer", sdp: report.sdp });
          return;
        case "customer_candidate":
          tellSharer(sharer, { type: "candidate", candidate: report.candidate });
          return;
        case "technician_offer":
          tellViewer(viewer, { type: "offer", sdp: report.sdp });
          return;
        case "technician_candidate":
          tellViewer(viewer, { type: "candidate", candidate: report.candidate });
          return;
        case "viewers":
          sharer.evaluate((one, count) => one.show(count > 0), report.count).catch(sayWhatFailed);
          return;
        default:
      }
    });
    this.#server.send({ type: "technician_joined", sessionId: this.#sessionId, viewerId: this.#viewerId });
  }

  fromSharer(message: FromSharer): void {
    const sessionId = this.#sessionId;
    if (message.type === "offer") this.#server.send({ type: "customer_offer", sessionId, sdp: message.sdp });
    else this.#server.send({ type: "customer_candidate", sessionId, candidate: message.candidate });
  }

  fromViewer(message: FromViewer): void {
    const viewer = { sessionId: this.#sessionId, viewerId: this.#viewerId };
    if (message.type === "answer") this.#server.send({ type: "technician_answer", ...viewer, sdp: message.sdp });
    else this.#server.send({ type: "technician_candidate", ...viewer, candidate: message.candidate });
  }

  close(): Promise<void> {
    return this.#server.end(this.#sessionId);
  }
}

function tellSharer(sharer: JSHandle<Sharer>, message: FromViewer): void {
  const done = sharer.evaluate(
    (one, told) => (told.type === "answer" ? one.handleAnswer(told.sdp) : one.handleCandidate(told.candidate)),
    message,
  );
  done.catch(sayWhatFailed);
}

function tellViewer(viewer: JSHandle<Viewer>, message: FromSharer): void {
  const done = viewer.evaluate(
    (one, told) => (told.type === "offer" ? one.handleOffer(told.sdp) : one.handleCandidate(told.candidate)),
    message,
  );
  done.catch(sayWhatFailed);
}

/** Of a message that a page did not take; when it matters the pair does not connect in time. */
function sayWhatFailed(error: unknown): void {
  say(`signalling: ${String(error).split("\n")[0]}`);
}

function launchViewer(env: NodeJS.ProcessEnv | undefined): Promise<Browser> {
  if (env === undefined) return launchChromium({ args: neverThrottled });
  const { width, height } = viewerDisplay;
  const window = ["--window-position=0,0", `--window-size=${width},${height}`];
  return launchChromium({ headless: false, env, args: [...neverThrottled, ...window] });
}

async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: null });
  await page.goto("data:text/html,<!doctype html><meta charset=utf-8><body style='margin:0'>");
  return page;
}

async function bundle(page: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL(`./pages/${page}.ts`, import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "iife",
  });
  return outputFiles[0]?.text ?? "";
}
