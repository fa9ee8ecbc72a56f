import type { IceCandidate } from "@ferndiagnose/protocol";
import { launchChromium, type PatternReading, readPattern } from "@ferndiagnose/testkit";
import type { Browser, Page } from "playwright-core";
import type { ScriptedPortal } from "./scripted-portal.ts";

/** What stands in the page: a peer that answers every offer, and the channels it is given. */
const pageScript = `
  let peer, channels = {}, waiting = [];
  const video = document.createElement("video");
  video.muted = true; video.autoplay = true;
  document.body.append(video);
  window.answer = async (sdp) => {
    peer?.close(); channels = {};
    peer = new RTCPeerConnection();
    peer.ontrack = ({ track }) => { video.srcObject = new MediaStream([track]); };
    peer.ondatachannel = ({ channel }) => { channels[channel.label] = channel; };
    peer.onicecandidate = ({ candidate }) => candidate && window.candidateFound({ candidate: candidate.candidate, mid: candidate.sdpMid });
    await peer.setRemoteDescription({ type: "offer", sdp });
    for (const candidate of waiting.splice(0)) await window.addCandidate(candidate);
    await peer.setLocalDescription();
    return peer.localDescription.sdp;
  };
  window.hangUp = () => {
    peer?.close();
    peer = undefined; channels = {}; waiting = [];
    video.srcObject = null;
  };
  window.addCandidate = async ({ candidate, mid }) => {
    if (!peer?.remoteDescription) return waiting.push({ candidate, mid });
    await peer.addIceCandidate({ candidate, sdpMid: mid });
  };
  window.say = (label, text) => channels[label].send(text);
  window.isReady = () => ["pointer", "input"].every((label) => channels[label]?.readyState === "open");
  window.framesReceived = async () => {
    for (const report of (await peer.getStats()).values()) if (report.type === "inbound-rtp") return report.framesDecoded ?? 0;
    return 0;
  };
  window.packetsReceived = async () => {
    for (const report of (await peer.getStats()).values()) if (report.type === "inbound-rtp") return report.packetsReceived ?? 0;
    return 0;
  };
  window.lastPacketAt = async () => {
    for (const report of (await peer.getStats()).values()) if (report.type === "inbound-rtp") return report.lastPacketReceivedTimestamp ?? 0;
    return 0;
  };
  window.picture = () => {
    const canvas = new OffscreenCanvas(320, 200);
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let text = "";
    for (let start = 0; start < data.length; start += 8192) text += String.fromCharCode(...data.subarray(start, start + 8192));
    return btoa(text);
  };
`;

/** A real browser where relay and technician are in the product: answers, shows, and says whatever a test wants. */
export class OtherSide {
  readonly page: Page;
  readonly #browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
  }

  static async open(portal: ScriptedPortal): Promise<OtherSide> {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.exposeFunction("candidateFound", (candidate: IceCandidate) =>
      portal.send({ type: "candidate", candidate }),
    );
    await page.evaluate(pageScript);
    const other = new OtherSide(browser, page);
    portal.onMessage = (message) => {
      if (message.type === "offer") void other.#answer(portal, message.sdp);
      if (message.type === "candidate") void other.#call("addCandidate", message.candidate);
    };
    return other;
  }

  isReady(): Promise<boolean> {
    return this.#call("isReady");
  }

  packetsReceived(): Promise<number> {
    return this.#call("packetsReceived");
  }

  /** When the last packet of the picture came, by this browser's own note of it: wall clock in ms. */
  lastPacketAt(): Promise<number> {
    return this.#call("lastPacketAt");
  }

  framesReceived(): Promise<number> {
    return this.#call("framesReceived");
  }

  say(label: "pointer" | "input", message: unknown): Promise<void> {
    const text = typeof message === "string" ? message : JSON.stringify(message);
    return this.page.evaluate(`window.say(${JSON.stringify(label)}, ${JSON.stringify(text)})`);
  }

  /** Whoever was there, is no more; the picture goes, too. */
  hangUp(): Promise<void> {
    return this.#call("hangUp");
  }

  async readPattern(): Promise<PatternReading | undefined> {
    const picture = await this.#call<string>("picture");
    return readPattern({ width: 320, height: 200, data: Buffer.from(picture, "base64") });
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  async #answer(portal: ScriptedPortal, sdp: string): Promise<void> {
    portal.send({ type: "answer", sdp: await this.#call<string>("answer", sdp) });
  }

  #call<Result>(name: string, argument?: unknown): Promise<Result> {
    return this.page.evaluate(`window.${name}(${argument === undefined ? "" : JSON.stringify(argument)})`);
  }
}
