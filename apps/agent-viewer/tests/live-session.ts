import type { Browser, BrowserContextOptions } from "playwright-core";
import { expect } from "vitest";
import { CustomerDouble } from "./customer-double.ts";
import { PageUnderTest } from "./page-under-test.ts";
import { PortalDouble } from "./portal-double.ts";

interface SharedRights {
  rights?: { view: object; control: boolean };
}

const defaultSize = { width: 1280, height: 800 };

/**
 * A running session: the viewer's page, the portal behind it, and a customer's computer. Opening one takes seconds, so it serves one
 * test after the other, as long as it can be set back to how it began.
 */
export class LiveSession {
  readonly subject: PageUnderTest;
  readonly portal: PortalDouble;
  readonly customer: CustomerDouble;
  readonly #options: string;

  private constructor(subject: PageUnderTest, portal: PortalDouble, customer: CustomerDouble, options: string) {
    this.subject = subject;
    this.portal = portal;
    this.customer = customer;
    this.#options = options;
  }

  /** `viewer` shows the page; the customer's computer is always in `browser`. */
  static async open(
    folder: string,
    browser: Browser,
    options: BrowserContextOptions = {},
    viewer = browser,
  ): Promise<LiveSession> {
    const portal = await PortalDouble.start(folder);
    portal.signedIn = true;
    const subject = await PageUnderTest.open(viewer, portal.url, options);
    await subject.screen("desk");
    await subject.page.keyboard.press("Enter");
    await subject.screen("key");
    const customer = await CustomerDouble.join(browser, portal);
    portal.tell("live", { rights: { view: { kind: "all_screens" }, control: false }, liveSince: Date.now() });
    await subject.screen("picture");
    await customer.show();
    await subject.page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>("#picture");
      return video !== null && video.videoWidth === 1280 && !video.paused;
    });
    return new LiveSession(subject, portal, customer, lookOf(options));
  }

  /** Whether the page can be made to look so without opening another one. */
  fits(options: BrowserContextOptions): boolean {
    return this.#options === lookOf(options);
  }

  /** Everything as at the beginning of a session, with these rights. */
  async begin(shared: SharedRights, options: BrowserContextOptions = {}): Promise<void> {
    const { page } = this.subject;
    const liveSince = Date.now() - 754_000;
    if ((await page.locator(".picture-stage[data-control]").count()) > 0) {
      // What is held is let go, and nothing of the test before is on its way any more.
      this.customer.forget();
      this.portal.tell("live", { rights: { view: { kind: "all_screens" }, control: false }, liveSince });
      await expect.poll(() => this.customer.actions.at(-1)).toEqual({ type: "release_all" });
    }
    await page.setViewportSize(options.viewport ?? defaultSize);
    await page.getByRole("radio", { name: "Einpassen" }).click();
    await page.mouse.move(1, 1);
    this.portal.received.length = 0;
    this.portal.tell("live", { ...shared, liveSince });
    if (shared.rights !== undefined) await page.locator(".picture-overlay").waitFor({ state: "detached" });
    const stage = shared.rights?.control === true ? "[data-control]" : ":not([data-control])";
    await page.locator(`.picture-stage${stage}`).waitFor();
    this.customer.forget();
  }

  async close(): Promise<void> {
    await this.subject.close();
    await this.customer.leave();
    await this.portal.stop();
  }
}

/** What of the options belongs to the whole page; its size can be changed. */
function lookOf({ viewport: _, ...options }: BrowserContextOptions): string {
  return JSON.stringify(options);
}
