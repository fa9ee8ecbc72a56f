import type { ChannelLabel, IceCandidate } from "@ferndiagnose/protocol";
import { ChannelGate } from "./channel-gate.ts";
import type { CustomerLeg } from "./customer-leg.ts";
import type { LegState, Peer, PeerFactory } from "./peer.ts";
import { PLAYOUT_DELAY_URI, PlayoutDelayStamp } from "./playout-delay.ts";
import { isRtcp } from "./rtp.ts";
import { acceptedPayloadTypes, SdpRefused, technicianOffer, videoExtensions, withUsableCandidates } from "./sdp.ts";

export interface TechnicianLegEvents {
  onRtcp(packet: Buffer): void;
  onChannelMessage(label: ChannelLabel, message: string | Uint8Array): void;
  onCandidate(candidate: IceCandidate): void;
  onState(state: LegState): void;
}

/** The connection to one technician's browser, offered with the sender's own numbers. */
export class TechnicianLeg {
  /** Runs from 1 in a session; what a recording knows a viewer by. */
  readonly number: number;
  readonly offer: string;
  readonly gates: Readonly<Record<ChannelLabel, ChannelGate>> = {
    pointer: new ChannelGate(),
    input: new ChannelGate(),
  };
  readonly #peer: Peer;
  readonly #customer: CustomerLeg;
  /**
   * Our candidates wait for the technician's answer. A browser that knew them earlier would be connected the moment the
   * answer is set, and libdatachannel could then meet the certificate before it has stored the fingerprint to expect.
   */
  #heldCandidates: IceCandidate[] | undefined = [];
  #stamp: PlayoutDelayStamp | undefined;
  readonly #onState: (state: LegState) => void;
  readonly #onCandidate: (candidate: IceCandidate) => void;
  #state: LegState = "connecting";

  constructor(number: number, customer: CustomerLeg, peers: PeerFactory, events: TechnicianLegEvents) {
    this.number = number;
    this.#onState = events.onState;
    this.#onCandidate = events.onCandidate;
    this.#customer = customer;
    const { peer, offer } = peers.offer(customer.video.mid, {
      onPacket: (packet) => {
        if (isRtcp(packet)) events.onRtcp(packet);
      },
      onChannelMessage: events.onChannelMessage,
      onCandidate: (candidate) => {
        if (this.#heldCandidates === undefined) events.onCandidate(candidate);
        else this.#heldCandidates.push(candidate);
      },
      onState: (state) => this.#enter(state),
    });
    this.#peer = peer;
    this.offer = technicianOffer(offer, customer.offer);
  }

  get state(): LegState {
    return this.#state;
  }

  /** Throws `SdpRefused` when the answer shares no codec with the customer's offer. */
  acceptAnswer(sdp: string): void {
    const accepted = new Set(acceptedPayloadTypes(sdp));
    if (!this.#customer.video.codecs.some((codec) => accepted.has(codec.payloadType))) {
      throw new SdpRefused("The technician's answer takes none of the customer's codecs");
    }
    const extensionId = videoExtensions(sdp).get(PLAYOUT_DELAY_URI);
    this.#stamp = extensionId === undefined || extensionId > 14 ? undefined : new PlayoutDelayStamp(extensionId);
    this.#peer.acceptAnswer(withUsableCandidates(sdp));
    const held = this.#heldCandidates ?? [];
    this.#heldCandidates = undefined;
    for (const candidate of held) this.#onCandidate(candidate);
  }

  sendRtp(packet: Buffer): boolean {
    return this.#peer.sendPacket(this.#stamp === undefined ? packet : this.#stamp.stamp(packet));
  }

  sendRtcp(packet: Buffer): boolean {
    return this.#peer.sendPacket(packet);
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
