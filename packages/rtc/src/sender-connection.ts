import {
  ChannelLabel,
  channels,
  type IceCandidate,
  type IceServer,
  ProtocolError,
  policy,
  type VideoCodec,
} from "@ferndiagnose/protocol";
import { CandidateQueue, travellingCandidate } from "./candidate-queue.ts";
import { browserClock, type Clock } from "./clock.ts";
import { orderCodecs } from "./codec-preferences.ts";
import { type ConnectionState, ConnectionWatch } from "./connection-watch.ts";
import { browserPeers, type PeerFactory, peerConfiguration } from "./peer-factory.ts";

/** A screen changes rarely and then at once: enough for a sharp picture, no more than an ordinary uplink carries. */
const MAX_BITRATE_BPS = 6_000_000;
const MAX_FRAMERATE = 30;
const adjustAttempts = 5;

export interface SenderEvents {
  /** Each offer is for a new peer connection; the answer to an older one is no longer wanted. */
  onOffer(sdp: string): void;
  onCandidate(candidate: IceCandidate): void;
  onState(state: ConnectionState): void;
  /** A technician's message as it arrived, not longer than allowed and otherwise unjudged. */
  onMessage(label: ChannelLabel, text: string): void;
}

export interface SenderOptions {
  iceServers: readonly IceServer[];
  /** Most wanted first. */
  codecs: readonly VideoCodec[];
  events: SenderEvents;
  clock?: Clock;
  createPeer?: PeerFactory;
}

interface Leg {
  peer: RTCPeerConnection;
  sender: RTCRtpSender;
  candidates: CandidateQueue;
  /** The end of what was begun last. */
  turn: Promise<void>;
}

/** The customer's side: offers one picture and the channels, and offers anew when the connection is lost. */
export class SenderConnection {
  readonly #options: SenderOptions;
  readonly #watch: ConnectionWatch;
  #leg: Leg | undefined;
  #track: MediaStreamTrack | null = null;
  #closed = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#watch = new ConnectionWatch({
      clock: options.clock ?? browserClock,
      windowMs: policy.RECONNECT_WINDOW_MS,
      onState: (state) => options.events.onState(state),
      onRestart: () => void this.start(),
    });
  }

  /** Makes a new peer connection and offers it. Throws `media_refused` when the browser has none of the codecs. */
  async start(): Promise<void> {
    if (this.#closed) return;
    this.#leg?.peer.close();
    const leg = this.#createLeg();
    this.#leg = leg;
    this.#watch.handleAttempt();
    try {
      await inTurn(leg, async () => {
        await leg.sender.replaceTrack(this.#track);
        await leg.peer.setLocalDescription();
      });
    } catch (error) {
      // Closed in the middle because a newer connection took its place, or none is wanted any more.
      if (this.#leg !== leg) return;
      throw error;
    }
    if (this.#leg !== leg || leg.peer.localDescription === null) return;
    this.#options.events.onOffer(leg.peer.localDescription.sdp);
  }

  async handleAnswer(sdp: string): Promise<void> {
    const leg = this.#leg;
    if (leg === undefined) return;
    await inTurn(leg, async () => {
      if (leg.peer.signalingState !== "have-local-offer") return;
      await leg.peer.setRemoteDescription({ type: "answer", sdp });
      await leg.candidates.open();
      await adjust(leg.sender, (parameters) => {
        parameters.degradationPreference = "maintain-resolution";
      });
    });
  }

  async handleCandidate(candidate: IceCandidate): Promise<void> {
    await this.#leg?.candidates.add(candidate);
  }

  /** Shows this track from now on, or nothing. Stopping a track that is no longer shown is its owner's business. */
  async setTrack(track: MediaStreamTrack | null): Promise<void> {
    if (track !== null) track.contentHint = "text";
    this.#track = track;
    const leg = this.#leg;
    if (leg === undefined) return;
    await inTurn(leg, async () => {
      if (track === null) await setActive(leg.sender, false);
      await leg.sender.replaceTrack(this.#track);
      if (this.#track !== null) await setActive(leg.sender, true);
    });
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

  #createLeg(): Leg {
    const peer = (this.#options.createPeer ?? browserPeers)(peerConfiguration(this.#options.iceServers));
    const transceiver = peer.addTransceiver("video", {
      direction: "sendonly",
      sendEncodings: [{ maxFramerate: MAX_FRAMERATE, maxBitrate: MAX_BITRATE_BPS }],
    });
    const codecs = orderCodecs(RTCRtpSender.getCapabilities("video")?.codecs ?? [], this.#options.codecs);
    if (codecs.length === 0) {
      peer.close();
      throw new ProtocolError("media_refused");
    }
    transceiver.setCodecPreferences(codecs);
    for (const label of ChannelLabel.options) this.#openChannel(peer, label);
    peer.addEventListener("icecandidate", (event) => {
      const candidate = travellingCandidate(event);
      if (candidate !== undefined) this.#options.events.onCandidate(candidate);
    });
    peer.addEventListener("connectionstatechange", () => {
      if (this.#leg?.peer === peer) this.#watch.handlePeerState(peer.connectionState);
    });
    return { peer, sender: transceiver.sender, candidates: new CandidateQueue(peer), turn: Promise.resolve() };
  }

  #openChannel(peer: RTCPeerConnection, label: ChannelLabel): void {
    const { schema: _, ...settings } = channels[label];
    const channel = peer.createDataChannel(label, settings);
    channel.addEventListener("message", ({ data }) => {
      if (typeof data !== "string" || data.length > policy.MAX_CHANNEL_MESSAGE_BYTES) return;
      this.#options.events.onMessage(label, data);
    });
  }
}

/**
 * One after the other on each leg: an answer that comes in between reading parameters and setting them changes them, and
 * Chromium then refuses (InvalidModificationError).
 */
function inTurn(leg: Leg, run: () => Promise<void>): Promise<void> {
  const done = leg.turn.then(run);
  leg.turn = done.catch(() => undefined);
  return done;
}

/** An inactive sender also drops what is waiting to be sent: on a slow line that is up to seconds of picture. */
async function setActive(sender: RTCRtpSender, active: boolean): Promise<void> {
  await adjust(sender, (parameters) => {
    for (const encoding of parameters.encodings) encoding.active = active;
  });
}

/** What was read counts only until the connection itself changes it, which it may do on its own while it is set up. */
async function adjust(sender: RTCRtpSender, change: (parameters: RTCRtpSendParameters) => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const parameters = sender.getParameters();
    change(parameters);
    try {
      await sender.setParameters(parameters);
      return;
    } catch (error) {
      const isOutdated = error instanceof DOMException && error.name === "InvalidModificationError";
      if (!isOutdated || attempt === adjustAttempts) throw error;
    }
  }
}
