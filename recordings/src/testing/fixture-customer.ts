import { setTimeout as sleep } from "node:timers/promises";
import type { RtpFixture } from "@ferndiagnose/playback/fixtures";
import { parseRtpPacket } from "@ferndiagnose/playback/key-frame";
import type { SessionId } from "@ferndiagnose/protocol";
import nodeDataChannel, { type PeerConnection, type Track } from "node-datachannel";
import type { ScriptedPortal } from "./scripted-portal.ts";

/** A customer's connection that plays a recorded stream of Chromium as it was, packet by packet at its time. */
export class FixtureCustomer {
  readonly #peer: PeerConnection;
  readonly #track: Track;
  readonly #fixture: RtpFixture;

  private constructor(peer: PeerConnection, track: Track, fixture: RtpFixture) {
    this.#peer = peer;
    this.#track = track;
    this.#fixture = fixture;
  }

  /**
   * Offers through the portal and resolves when the media can flow. The library in the customer's role now and then loses its ICE
   * transport between offer and answer; a new offer is then a new connection, as for any customer who comes back.
   */
  static async connect(portal: ScriptedPortal, sessionId: SessionId, fixture: RtpFixture): Promise<FixtureCustomer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await FixtureCustomer.#offer(portal, sessionId, fixture);
      } catch (error) {
        if (attempt === 5) throw error;
        // What is still on its way belongs to the connection that failed.
        portal.onMessage(() => undefined);
        await sleep(500);
      }
    }
  }

  static async #offer(portal: ScriptedPortal, sessionId: SessionId, fixture: RtpFixture): Promise<FixtureCustomer> {
    const peer = new nodeDataChannel.PeerConnection(sessionId, {
      iceServers: [],
      bindAddress: "127.0.0.1",
      disableAutoNegotiation: true,
    });
    const offer = new Promise<string>((resolve) => {
      peer.onGatheringStateChange((state) => {
        if (state === "complete") resolve(peer.localDescription()?.sdp ?? "");
      });
    });
    const [, payloadType, codec] = /a=rtpmap:(\d+) (VP8|VP9|H264|AV1)\//.exec(fixture.offer) ?? [];
    const [, rtx] = new RegExp(`a=fmtp:(\\d+) apt=${payloadType}`).exec(fixture.offer) ?? [];
    const [, ssrc, rtxSsrc] = /a=ssrc-group:FID (\d+) (\d+)/.exec(fixture.offer) ?? [];
    const video = new nodeDataChannel.Video("0", "SendOnly");
    video.addVideoCodec(Number(payloadType), codec ?? "VP8");
    video.addRTXCodec(Number(rtx), Number(payloadType), 90_000);
    for (const number of [ssrc, rtxSsrc]) video.addSSRC(Number(number), "fixture", "fixture", "picture");
    const track = peer.addTrack(video);
    for (const label of ["pointer", "input"]) peer.createDataChannel(label);
    peer.setLocalDescription("offer");
    const opened = new Promise<void>((resolve, reject) => {
      track.onOpen(() => resolve());
      portal.onMessage((message) => {
        try {
          if (message.type === "customer_answer" && message.sessionId === sessionId) {
            peer.setRemoteDescription(message.sdp, "answer");
          }
          if (message.type === "customer_candidate" && message.sessionId === sessionId) {
            if (message.candidate.candidate)
              peer.addRemoteCandidate(message.candidate.candidate, message.candidate.mid);
          }
        } catch (error) {
          reject(error);
        }
      });
    });
    portal.say({ type: "customer_offer", sessionId, sdp: await offer });
    try {
      await opened;
      return new FixtureCustomer(peer, track, fixture);
    } catch (error) {
      peer.close();
      throw error;
    }
  }

  /** Sends the pictures of the fixture, as fast as they came. */
  async play(): Promise<void> {
    const startedMs = performance.now();
    for (const { timeUs, data } of this.#fixture.packets) {
      const waitMs = timeUs / 1000 - (performance.now() - startedMs);
      if (waitMs > 1) await sleep(waitMs);
      if (!this.#track.isOpen()) return;
      if (parseRtpPacket(data)) this.#track.sendMessageBinary(data);
    }
  }

  close(): void {
    this.#peer.close();
  }
}
