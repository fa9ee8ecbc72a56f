import type { ChannelLabel, IceCandidate } from "@ferndiagnose/protocol";
import type { LegState, Peer, PeerEvents, PeerFactory } from "./peer.ts";
import { pictureLossIndication } from "./rtcp.ts";
import { isRtcp, isRtp } from "./rtp.ts";
import { type CustomerVideo, usableCustomerOffer } from "./sdp.ts";

export interface CustomerLegEvents {
  onRtp(packet: Buffer): void;
  onRtcp(packet: Buffer): void;
  onCandidate(candidate: IceCandidate): void;
  onState(state: LegState): void;
  /** Nothing is to come from the customer on the channels; the message was refused. */
  onUnwantedMessage(label: ChannelLabel, message: string | Uint8Array): void;
}

/** The connection to the customer's browser, which offers one video stream and the data channels. */
export class CustomerLeg {
  readonly video: CustomerVideo;
  /** The offer as it was used: without what cannot be recorded. */
  readonly offer: string;
  readonly answer: string;
  readonly #peer: Peer;
  readonly #keyFrameRequest: Buffer;
  readonly #onState: (state: LegState) => void;
  #state: LegState = "connecting";

  /** Throws `SdpRefused`, or the library's error, when the offer does not fit. */
  constructor(offer: string, peers: PeerFactory, events: CustomerLegEvents) {
    this.#onState = events.onState;
    const usable = usableCustomerOffer(offer);
    this.video = usable.video;
    this.offer = usable.offer;
    this.#keyFrameRequest = pictureLossIndication(usable.video.ssrcs[0] ?? 0);
    const peerEvents: PeerEvents = {
      onPacket: (packet) => {
        if (isRtp(packet)) events.onRtp(packet);
        else if (isRtcp(packet)) events.onRtcp(packet);
      },
      onChannelMessage: events.onUnwantedMessage,
      onCandidate: events.onCandidate,
      onState: (state) => this.#enter(state),
    };
    const { peer, answer } = peers.answer(usable.offer, peerEvents);
    this.#peer = peer;
    this.answer = answer;
  }

  get state(): LegState {
    return this.#state;
  }

  sendRtcp(packet: Buffer): boolean {
    return this.#peer.sendPacket(packet);
  }

  requestKeyFrame(): boolean {
    return this.#peer.sendPacket(this.#keyFrameRequest);
  }

  sendChannelMessage(label: ChannelLabel, text: string): boolean {
    return this.#peer.sendChannelMessage(label, text);
  }

  addCandidate(candidate: IceCandidate): void {
    this.#peer.addCandidate(candidate);
  }

  /** Idempotent; reports `closed` once. */
  close(): void {
    this.#peer.close();
    this.#enter("closed");
  }

  #enter(state: LegState): void {
    if (this.#state === "closed" || this.#state === state) return;
    this.#state = state;
    this.#onState(state);
  }
}
