import { type ChannelLabel, type ErrorCode, type IceCandidate, policy, type ViewerId } from "@ferndiagnose/protocol";
import { CustomerLeg } from "./customer-leg.ts";
import type { LegState, PeerFactory } from "./peer.ts";
import type { RelayRecorder } from "./relay-recorder.ts";
import { asksForKeyFrame, nacksOf } from "./rtcp.ts";
import { SdpRefused, withoutAddresses } from "./sdp.ts";
import { TechnicianLeg } from "./technician-leg.ts";

export interface RelaySessionEvents {
  onCustomerAnswer(sdp: string): void;
  onCustomerCandidate(candidate: IceCandidate): void;
  onCustomerState(state: LegState): void;
  onTechnicianOffer(viewerId: ViewerId, sdp: string): void;
  onTechnicianCandidate(viewerId: ViewerId, candidate: IceCandidate): void;
  onTechnicianState(viewerId: ViewerId, state: LegState): void;
  /** How many technicians are connected; the customer's program captures only while there is one. */
  onViewers(count: number): void;
}

export interface RelaySessionOptions {
  peers: PeerFactory;
  events: RelaySessionEvents;
  recorder: RelayRecorder;
  nowUs: () => number;
  /** The rights check on a technician's message: the reason to refuse it, or undefined. */
  refusalOf: (label: ChannelLabel, text: string) => ErrorCode | undefined;
}

/** Key frames cost the customer's uplink; requests of the relay's own come at most this often. */
const KEY_FRAME_PAUSE_US = 300_000;

/**
 * One session: packets from the customer to every technician, feedback and messages back. RTP and RTCP pass unchanged but
 * for the playout delay. The first connected technician alone speaks in the sender's congestion control; of the others
 * only lost packets and requests for key frames go upstream.
 *
 * A new offer of the customer is a new connection: every technician then gets a new offer too and answers it with a new
 * connection of their own.
 */
export class RelaySession {
  readonly #peers: PeerFactory;
  readonly #events: RelaySessionEvents;
  readonly #recorder: RelayRecorder;
  readonly #nowUs: () => number;
  readonly #refusalOf: RelaySessionOptions["refusalOf"];
  #customer: CustomerLeg | undefined;
  /** In order of joining; a viewer waits without a leg until the customer's offer is there. */
  readonly #viewers = new Map<ViewerId, TechnicianLeg | undefined>();
  /** The connected ones in order of joining, rebuilt on each change so that the packet path only walks an array. */
  #connected: TechnicianLeg[] = [];
  #viewerNumber = 0;
  #frozen = false;
  #closed = false;
  #keyFrameAskedUs = Number.NEGATIVE_INFINITY;
  #refusedMessages = 0;

  constructor(options: RelaySessionOptions) {
    this.#peers = options.peers;
    this.#events = options.events;
    this.#recorder = options.recorder;
    this.#nowUs = options.nowUs;
    this.#refusalOf = options.refusalOf;
  }

  get viewers(): number {
    return this.#connected.length;
  }

  get isFrozen(): boolean {
    return this.#frozen;
  }

  /** Messages that did not reach the customer, whatever the reason. */
  get refusedMessages(): number {
    return this.#refusedMessages;
  }

  /** Throws `SdpRefused`, or the library's error, when the offer does not fit; the session is then as before. */
  handleCustomerOffer(sdp: string): void {
    const leg: CustomerLeg = new CustomerLeg(sdp, this.#peers, {
      onRtp: (packet) => this.#handleRtp(packet),
      onRtcp: (packet) => this.#handleCustomerRtcp(packet),
      onCandidate: (candidate) => this.#events.onCustomerCandidate(candidate),
      onState: (state) => this.#handleCustomerState(leg, state),
      onUnwantedMessage: () => {
        this.#refusedMessages += 1;
      },
    });
    const previous = this.#customer;
    this.#customer = leg;
    previous?.close();
    this.#recorder.description({ leg: "customer", kind: "offer", sdp: withoutAddresses(leg.offer) });
    this.#recorder.description({ leg: "customer", kind: "answer", sdp: withoutAddresses(leg.answer) });
    this.#events.onCustomerAnswer(leg.answer);
    for (const viewerId of this.#viewers.keys()) this.#openTechnicianLeg(viewerId, leg);
  }

  handleCustomerCandidate(candidate: IceCandidate): void {
    this.#customer?.addCandidate(candidate);
  }

  /** A viewer that is already there gets a new connection. Returns false when the session holds as many as it may. */
  addViewer(viewerId: ViewerId): boolean {
    if (!this.#viewers.has(viewerId) && this.#viewers.size >= policy.MAX_VIEWERS) return false;
    if (!this.#viewers.has(viewerId)) this.#viewers.set(viewerId, undefined);
    if (this.#customer !== undefined) this.#openTechnicianLeg(viewerId, this.#customer);
    return true;
  }

  removeViewer(viewerId: ViewerId): void {
    const leg = this.#viewers.get(viewerId);
    this.#viewers.delete(viewerId);
    leg?.close();
    this.#updateConnected();
  }

  /** Throws `SdpRefused`, or the library's error, when the answer does not fit. */
  handleTechnicianAnswer(viewerId: ViewerId, sdp: string): void {
    const leg = this.#viewers.get(viewerId);
    if (leg === undefined) throw new SdpRefused("An answer came before the offer");
    leg.acceptAnswer(sdp);
    this.#recorder.description({ leg: leg.number, kind: "answer", sdp: withoutAddresses(sdp) });
  }

  handleTechnicianCandidate(viewerId: ViewerId, candidate: IceCandidate): void {
    this.#viewers.get(viewerId)?.addCandidate(candidate);
  }

  /** Asks the customer's browser for a key frame, at most every 300 ms. */
  requestKeyFrame(): void {
    const nowUs = this.#nowUs();
    if (nowUs - this.#keyFrameAskedUs < KEY_FRAME_PAUSE_US) return;
    if (this.#customer?.requestKeyFrame() !== true) return;
    this.#keyFrameAskedUs = nowUs;
    this.#recorder.marker("key_frame_requested");
  }

  /** From now on no picture goes to a technician and no message to the customer. What still arrives is recorded. */
  freeze(): void {
    if (this.#frozen) return;
    this.#frozen = true;
    this.#recorder.marker("frozen");
  }

  resume(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    this.#recorder.marker("resumed");
    this.requestKeyFrame();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const legs = [...this.#viewers.values()];
    this.#viewers.clear();
    for (const leg of legs) leg?.close();
    this.#updateConnected();
    const customer = this.#customer;
    this.#customer = undefined;
    customer?.close();
  }

  #openTechnicianLeg(viewerId: ViewerId, customer: CustomerLeg): void {
    const previous = this.#viewers.get(viewerId);
    this.#viewerNumber += 1;
    const leg: TechnicianLeg = new TechnicianLeg(this.#viewerNumber, customer, this.#peers, {
      onRtcp: (packet) => this.#handleTechnicianRtcp(leg, packet),
      onChannelMessage: (label, message) => this.#handleChannelMessage(leg, label, message),
      onCandidate: (candidate) => this.#events.onTechnicianCandidate(viewerId, candidate),
      onState: (state) => this.#handleTechnicianState(viewerId, leg, state),
    });
    this.#viewers.set(viewerId, leg);
    previous?.close();
    this.#updateConnected();
    this.#recorder.description({ leg: leg.number, kind: "offer", sdp: withoutAddresses(leg.offer) });
    this.#events.onTechnicianOffer(viewerId, leg.offer);
  }

  #handleRtp(packet: Buffer): void {
    this.#recorder.rtpFromCustomer(packet);
    if (this.#frozen) return;
    const legs = this.#connected;
    for (let index = 0; index < legs.length; index += 1) legs[index]?.sendRtp(packet);
  }

  #handleCustomerRtcp(packet: Buffer): void {
    this.#recorder.rtcpFromCustomer(packet);
    const legs = this.#connected;
    for (let index = 0; index < legs.length; index += 1) legs[index]?.sendRtcp(packet);
  }

  #handleTechnicianRtcp(leg: TechnicianLeg, packet: Buffer): void {
    this.#recorder.rtcpFromTechnician(packet);
    if (leg === this.#connected[0]) {
      this.#customer?.sendRtcp(packet);
      return;
    }
    const nacks = nacksOf(packet);
    if (nacks !== undefined) this.#customer?.sendRtcp(nacks);
    if (asksForKeyFrame(packet)) this.requestKeyFrame();
  }

  #handleChannelMessage(leg: TechnicianLeg, label: ChannelLabel, message: string | Uint8Array): void {
    const refused = this.#deliver(leg, label, message);
    if (refused !== undefined) this.#refusedMessages += 1;
    // A flood must not flood the recording, and what is no text or too long has no place in it: the refusal stays.
    if (refused === "input_too_fast") return;
    const keep = typeof message === "string" && refused !== "message_too_large";
    this.#recorder.channelMessage(label, keep ? message : "", refused);
  }

  /** The reason why the message did not go to the customer, or undefined. */
  #deliver(leg: TechnicianLeg, label: ChannelLabel, message: string | Uint8Array): ErrorCode | undefined {
    const unfit = leg.gates[label].refusal(message, this.#nowUs());
    if (unfit !== undefined) return unfit;
    if (typeof message !== "string") return "message_malformed";
    if (this.#frozen) return "input_frozen";
    const forbidden = this.#refusalOf(label, message);
    if (forbidden !== undefined) return forbidden;
    return this.#customer?.sendChannelMessage(label, message) === true ? undefined : "not_possible_now";
  }

  #handleCustomerState(leg: CustomerLeg, state: LegState): void {
    if (leg !== this.#customer && !(this.#closed && state === "closed")) return;
    if (state === "lost") this.#recorder.marker("customer_leg_lost");
    this.#events.onCustomerState(state);
    if (state === "connected" && this.#connected.length > 0) this.requestKeyFrame();
  }

  #handleTechnicianState(viewerId: ViewerId, leg: TechnicianLeg, state: LegState): void {
    const current = this.#viewers.get(viewerId);
    if (current !== leg && current !== undefined) return;
    this.#updateConnected();
    this.#events.onTechnicianState(viewerId, state);
  }

  #updateConnected(): void {
    const before = this.#connected;
    const after: TechnicianLeg[] = [];
    for (const leg of this.#viewers.values()) if (leg?.state === "connected") after.push(leg);
    this.#connected = after;
    const joined = after.some((leg) => !before.includes(leg));
    if (joined) this.#recorder.marker("viewer_joined");
    if (before.some((leg) => !after.includes(leg))) this.#recorder.marker("viewer_left");
    if (before.length !== after.length) this.#events.onViewers(after.length);
    if (joined) this.requestKeyFrame();
  }
}
