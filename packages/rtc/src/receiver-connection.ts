import { ChannelLabel, type IceCandidate, type IceServer, policy } from "@ferndiagnose/protocol";
import { CandidateQueue, travellingCandidate } from "./candidate-queue.ts";
import { browserClock, type Clock } from "./clock.ts";
import { type ConnectionState, ConnectionWatch } from "./connection-watch.ts";
import { browserPeers, type PeerFactory, peerConfiguration } from "./peer-factory.ts";

export interface ReceiverEvents {
  onAnswer(sdp: string): void;
  onCandidate(candidate: IceCandidate): void;
  /** The picture, anew with each connection. */
  onStream(stream: MediaStream): void;
  /** A channel that can be written to from now on, anew with each connection. */
  onChannel(label: ChannelLabel, channel: RTCDataChannel): void;
  onState(state: ConnectionState): void;
  /** The connection is gone and a new offer is needed: attach to the session again. */
  onOfferWanted(): void;
}

export interface ReceiverOptions {
  events: ReceiverEvents;
  clock?: Clock;
  createPeer?: PeerFactory;
}

interface Leg {
  peer: RTCPeerConnection;
  candidates: CandidateQueue;
}

/** The technician's side: answers what the relay offers; each offer is a new connection. */
export class ReceiverConnection {
  readonly #options: ReceiverOptions;
  readonly #watch: ConnectionWatch;
  #leg: Leg | undefined;
  #closed = false;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#watch = new ConnectionWatch({
      clock: options.clock ?? browserClock,
      windowMs: policy.RECONNECT_WINDOW_MS,
      onState: (state) => options.events.onState(state),
      onRestart: () => options.events.onOfferWanted(),
    });
  }

  async handleOffer(sdp: string, iceServers: readonly IceServer[]): Promise<void> {
    if (this.#closed) return;
    this.#leg?.peer.close();
    const leg = this.#createLeg(iceServers);
    this.#leg = leg;
    this.#watch.handleAttempt();
    try {
      await leg.peer.setRemoteDescription({ type: "offer", sdp });
      await leg.candidates.open();
      await leg.peer.setLocalDescription();
    } catch (error) {
      // Closed in the middle because a newer offer took its place, or none is wanted any more.
      if (this.#leg !== leg) return;
      throw error;
    }
    if (this.#leg !== leg || leg.peer.localDescription === null) return;
    this.#options.events.onAnswer(leg.peer.localDescription.sdp);
  }

  async handleCandidate(candidate: IceCandidate): Promise<void> {
    await this.#leg?.candidates.add(candidate);
  }

  async statistics(): Promise<RTCStatsReport | undefined> {
    return this.#leg?.peer.getStats();
  }

  close(): void {
    this.#closed = true;
    this.#watch.close();
    this.#leg?.peer.close();
    this.#leg = undefined;
  }

  #createLeg(iceServers: readonly IceServer[]): Leg {
    const { events } = this.#options;
    const peer = (this.#options.createPeer ?? browserPeers)(peerConfiguration(iceServers));
    peer.addEventListener("track", ({ track, receiver, streams }) => {
      renderAtOnce(receiver);
      events.onStream(streams[0] ?? new MediaStream([track]));
    });
    peer.addEventListener("datachannel", ({ channel }) => {
      const label = ChannelLabel.safeParse(channel.label);
      if (!label.success) return channel.close();
      if (channel.readyState === "open") events.onChannel(label.data, channel);
      else channel.addEventListener("open", () => events.onChannel(label.data, channel), { once: true });
    });
    peer.addEventListener("icecandidate", (event) => {
      const candidate = travellingCandidate(event);
      if (candidate !== undefined) events.onCandidate(candidate);
    });
    peer.addEventListener("connectionstatechange", () => {
      if (this.#leg?.peer === peer) this.#watch.handlePeerState(peer.connectionState);
    });
    return { peer, candidates: new CandidateQueue(peer) };
  }
}

/** Smoothness is worth less than an early picture. `playoutDelayHint` is the older name that Chromium still knows. */
function renderAtOnce(receiver: RTCRtpReceiver): void {
  receiver.jitterBufferTarget = 0;
  if ("playoutDelayHint" in receiver) receiver.playoutDelayHint = 0;
}
