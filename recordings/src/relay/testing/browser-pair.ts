import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { IceCandidate, VideoCodec } from "@ferndiagnose/protocol";
import { launchChromium, redirectedCandidate, type Shape, UdpShaper, udpAddressOf } from "@ferndiagnose/testkit";
import { type RelayUnderTest, type Report, sessionId, viewerId } from "./relay-under-test.ts";

type Browser = Awaited<ReturnType<typeof launchChromium>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

export interface CustomerStats {
  ssrc: number;
  rtxSsrc: number;
  framesSent: number;
  keyFramesEncoded: number;
  retransmittedPacketsSent: number;
  nackCount: number;
  pliCount: number;
  bytesSent: number;
  targetBitrate: number;
  frameWidth: number;
  availableBitrate: number;
  roundTripTime: number;
}

export interface TechnicianStats {
  ssrc: number;
  rtxSsrc: number;
  framesDecoded: number;
  packetsLost: number;
  nackCount: number;
  pliCount: number;
  freezeCount: number;
  retransmittedPacketsReceived: number;
  jitterBufferDelay: number;
  jitterBufferEmittedCount: number;
  frameWidth: number;
  codec: string;
  payloadType: number;
}

export interface BrowserPairOptions {
  relay: RelayUnderTest;
  codec: VideoCodec;
  /** Puts a shaper between this browser and the relay. */
  shaped?: { side: "customer" | "technician"; shape: Partial<Shape> };
}

const PAGES = new URL("./pages/", import.meta.url);

/** A customer's and a technician's page in real Chromium, joined through the relay. */
export class BrowserPair {
  /** The way to the relay that was to be shaped. */
  shaper: UdpShaper | undefined;
  readonly #relay: RelayUnderTest;
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #customer: Page;
  readonly #technician: Page;

  private constructor(relay: RelayUnderTest, browser: Browser, server: Server, customer: Page, technician: Page) {
    this.#relay = relay;
    this.#browser = browser;
    this.#server = server;
    this.#customer = customer;
    this.#technician = technician;
  }

  static async connect(options: BrowserPairOptions): Promise<BrowserPair> {
    const server = await servePages();
    const browser = await launchChromium({
      args: [
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
        "--disable-backgrounding-occluded-windows",
      ],
    });
    const context = await browser.newContext();
    const pair = new BrowserPair(options.relay, browser, server, await context.newPage(), await context.newPage());
    await pair.#join(options);
    return pair;
  }

  customer<Result = void>(method: string, argument?: unknown): Promise<Result> {
    return call(this.#customer, method, argument);
  }

  technician<Result = void>(method: string, argument?: unknown): Promise<Result> {
    return call(this.#technician, method, argument);
  }

  customerStats(): Promise<CustomerStats> {
    return this.customer<CustomerStats>("stats");
  }

  technicianStats(): Promise<TechnicianStats> {
    return this.technician<TechnicianStats>("stats");
  }

  /** Frames decoded a second at the technician's, over this time. */
  async framesPerSecond(overMs: number): Promise<number> {
    const before = await this.technicianStats();
    const beganMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, overMs));
    const after = await this.technicianStats();
    return (1000 * (after.framesDecoded - (before.framesDecoded ?? 0))) / (performance.now() - beganMs);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.shaper?.close();
    this.#server.close();
  }

  async #join({ codec, shaped }: BrowserPairOptions): Promise<void> {
    const session = { sessionId: sessionId() };
    const viewer = { ...session, viewerId: viewerId() };
    const origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    await this.#customer.exposeFunction("toRelay", (candidate: IceCandidate) => {
      // A shaped path must be the only one: the relay hears of no other address.
      if (shaped?.side !== "customer") this.#relay.send({ type: "customer_candidate", ...session, candidate });
    });
    await this.#technician.exposeFunction("toRelay", (candidate: IceCandidate) => {
      if (shaped?.side !== "technician") this.#relay.send({ type: "technician_candidate", ...viewer, candidate });
    });
    await this.#customer.goto(`${origin}/customer`);
    await this.#technician.goto(`${origin}/technician`);

    let pending = Promise.resolve();
    this.#relay.onReport((report) => {
      pending = pending.then(() => this.#toPages(report, shaped));
    });
    this.#relay.send({ type: "open", ...session, elapsedUs: 0 });
    const offer = withoutCandidates(await this.customer<string>("offer", codec));
    this.#relay.send({ type: "customer_offer", ...session, sdp: offer });
    this.#relay.send({ type: "add_viewer", ...viewer });
    await this.#relay.report("viewers");
  }

  async #toPages(report: Report, shaped: BrowserPairOptions["shaped"]): Promise<void> {
    switch (report.type) {
      case "customer_answer":
        return this.customer("acceptAnswer", withoutCandidates(report.sdp));
      case "customer_candidate":
        return this.customer("addCandidate", await this.#towards("customer", report.candidate, shaped));
      case "technician_offer": {
        const { sessionId, viewerId } = report;
        const sdp = withoutCandidates(await this.technician<string>("answer", withoutCandidates(report.sdp)));
        this.#relay.send({ type: "technician_answer", sessionId, viewerId, sdp });
        return;
      }
      case "technician_candidate":
        return this.technician("addCandidate", await this.#towards("technician", report.candidate, shaped));
      case "viewers":
        return this.customer("setViewers", report.count);
      default:
    }
  }

  async #towards(
    side: "customer" | "technician",
    candidate: IceCandidate,
    shaped: BrowserPairOptions["shaped"],
  ): Promise<IceCandidate> {
    const target = udpAddressOf(candidate.candidate);
    if (shaped?.side !== side || target === undefined) return candidate;
    this.shaper ??= await UdpShaper.start({ target, shape: shaped.shape, seed: 20 });
    const to = { address: "127.0.0.1", port: this.shaper.port };
    return { ...candidate, candidate: redirectedCandidate(candidate.candidate, to) };
  }
}

/** Candidates travel by themselves, so that a test can bend them. */
function withoutCandidates(sdp: string): string {
  return sdp.replace(/^a=(candidate:.*|end-of-candidates)\r?\n/gm, "");
}

function call<Result>(page: Page, method: string, argument: unknown): Promise<Result> {
  return page.evaluate<Result>(`page.${method}(${argument === undefined ? "" : JSON.stringify(argument)})`);
}

async function servePages(): Promise<Server> {
  const scripts: Record<string, string> = {};
  for (const name of ["customer", "technician"]) scripts[name] = await readFile(new URL(`${name}.js`, PAGES), "utf8");
  const server = createServer((request, response) => {
    const script = scripts[(request.url ?? "").slice(1)] ?? "";
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><meta charset="utf-8"><title>relay test</title><body><script type="module">${script}</script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
