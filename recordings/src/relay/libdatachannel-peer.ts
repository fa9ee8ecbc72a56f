import { ChannelLabel, channels, type IceCandidate, policy } from "@ferndiagnose/protocol";
import {
  cleanup,
  type DataChannel,
  PeerConnection,
  type PeerConnection as PeerConnectionType,
  type RtcConfig,
  type Track,
  Video,
} from "node-datachannel";
import { isUsableCandidate } from "./ice-candidate.ts";
import type { LegState, Peer, PeerEvents, PeerFactory } from "./peer.ts";

/** Where the relay listens, and whose servers it may ask. */
export interface TransportConfig {
  /** Address to bind; every interface when absent. */
  bindAddress?: string;
  /** UDP ports to use, both ends included; chosen by the system when absent. */
  portRange?: { first: number; last: number };
  /** The operator's own STUN and TURN servers only (promise 12). */
  iceServers?: string[];
  enableIceTcp?: boolean;
}

/** Room for a message just over the limit to arrive and be refused by name, and no more. */
const MAX_SCTP_MESSAGE_BYTES = 2 * policy.MAX_CHANNEL_MESSAGE_BYTES;

/** Peers over node-datachannel. No media handler is ever set: with one, packets would be changed or kept back. */
export class LibdatachannelPeers implements PeerFactory {
  readonly #config: RtcConfig;
  #count = 0;

  constructor(config: TransportConfig) {
    this.#config = {
      iceServers: config.iceServers ?? [],
      disableAutoNegotiation: true,
      maxMessageSize: MAX_SCTP_MESSAGE_BYTES,
      enableIceTcp: config.enableIceTcp ?? false,
      ...(config.bindAddress === undefined ? {} : { bindAddress: config.bindAddress }),
      ...(config.portRange === undefined
        ? {}
        : { portRangeBegin: config.portRange.first, portRangeEnd: config.portRange.last }),
    };
  }

  answer(offer: string, events: PeerEvents): { peer: Peer; answer: string } {
    const connection = this.#connection();
    const peer = new LibdatachannelPeer(connection, events);
    return closingOnFailure(peer, () => {
      connection.onTrack((track) => peer.useTrack(track));
      connection.onDataChannel((channel) => peer.useRemoteChannel(channel));
      connection.setRemoteDescription(offer, "offer");
      // Asked at the wrong moment, the library would end the process: this call alone does not turn its exceptions into ours.
      if (connection.signalingState() !== "have-remote-offer") throw new Error("The library did not take the offer");
      connection.setLocalDescription("answer");
      return { peer, answer: localDescription(connection) };
    });
  }

  offer(mid: string, events: PeerEvents): { peer: Peer; offer: string } {
    const connection = this.#connection();
    const peer = new LibdatachannelPeer(connection, events);
    return closingOnFailure(peer, () => {
      connection.onDataChannel((channel) => {
        holdUntilClosed(channel);
        channel.close();
      });
      const video = new Video(mid, "SendOnly");
      // The library wants one codec; the browser gets the sender's list (technicianOffer in sdp.ts).
      video.addVideoCodec(96, "VP8");
      peer.useTrack(connection.addTrack(video));
      for (const label of ChannelLabel.options)
        peer.useOwnChannel(label, connection.createDataChannel(label, init(label)));
      connection.setLocalDescription("offer");
      return { peer, offer: localDescription(connection) };
    });
  }

  shutDown(): void {
    cleanup();
  }

  #connection(): PeerConnectionType {
    this.#count += 1;
    return new PeerConnection(`leg-${this.#count}`, this.#config);
  }
}

/**
 * The library's binding (0.33) keeps the address of every track and channel until somebody has heard that it is closed, and its
 * clean-up calls what stands there, collected or not. So each is listened to, and held until then.
 */
const notYetClosed = new Set<Track | DataChannel>();

function holdUntilClosed(part: Track | DataChannel): void {
  notYetClosed.add(part);
  part.onClosed(() => notYetClosed.delete(part));
}

class LibdatachannelPeer implements Peer {
  readonly #connection: PeerConnectionType;
  readonly #events: PeerEvents;
  /** The library closes a track or channel whose JavaScript object is collected, so both are held here. */
  #track: Track | undefined;
  #isTrackOpen = false;
  readonly #channels = new Map<ChannelLabel, DataChannel>();
  #closed = false;

  constructor(connection: PeerConnectionType, events: PeerEvents) {
    this.#connection = connection;
    this.#events = events;
    connection.onLocalCandidate((candidate, mid) => {
      if (!this.#closed) events.onCandidate({ candidate: candidate.replace(/^a=/, ""), mid });
    });
    connection.onStateChange((state) => {
      if (!this.#closed) events.onState(legState(state));
    });
  }

  useTrack(track: Track): void {
    holdUntilClosed(track);
    if (this.#closed || this.#track !== undefined) {
      track.close();
      return;
    }
    this.#track = track;
    const { onPacket } = this.#events;
    track.onMessage((packet) => {
      if (!this.#closed) onPacket(packet);
    });
  }

  useRemoteChannel(channel: DataChannel): void {
    holdUntilClosed(channel);
    const label = ChannelLabel.safeParse(channel.getLabel());
    if (!label.success || this.#closed || this.#channels.has(label.data)) channel.close();
    else this.#useChannel(label.data, channel);
  }

  useOwnChannel(label: ChannelLabel, channel: DataChannel): void {
    holdUntilClosed(channel);
    this.#useChannel(label, channel);
  }

  #useChannel(label: ChannelLabel, channel: DataChannel): void {
    this.#channels.set(label, channel);
    channel.onMessage((message) => {
      if (this.#closed) return;
      this.#events.onChannelMessage(label, message instanceof ArrayBuffer ? new Uint8Array(message) : message);
    });
  }

  sendPacket(packet: Buffer): boolean {
    const track = this.#track;
    if (track === undefined || this.#closed) return false;
    // Asked only until it is open: the question costs as much as a small packet.
    if (!this.#isTrackOpen && !track.isOpen()) return false;
    this.#isTrackOpen = true;
    try {
      return track.sendMessageBinary(packet);
    } catch {
      // The track has closed, or SRTP saw the packet as a replay: either way it is not sent.
      return false;
    }
  }

  sendChannelMessage(label: ChannelLabel, text: string): boolean {
    const channel = this.#channels.get(label);
    if (channel === undefined || this.#closed || !channel.isOpen()) return false;
    try {
      return channel.sendMessage(text);
    } catch {
      // The channel closed between the question and the call.
      return false;
    }
  }

  acceptAnswer(sdp: string): void {
    this.#connection.setRemoteDescription(sdp, "answer");
  }

  addCandidate({ candidate, mid }: IceCandidate): void {
    if (this.#closed || !isUsableCandidate(candidate)) return;
    this.#connection.addRemoteCandidate(candidate, mid);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.#track?.close();
    this.#track = undefined;
    this.#connection.close();
  }
}

function init(label: ChannelLabel): { unordered: boolean; maxRetransmits?: number } {
  const channel: { ordered: boolean; maxRetransmits?: number } = channels[label];
  return {
    unordered: !channel.ordered,
    ...(channel.maxRetransmits === undefined ? {} : { maxRetransmits: channel.maxRetransmits }),
  };
}

function localDescription(connection: PeerConnectionType): string {
  const description = connection.localDescription();
  if (description === null) throw new Error("The connection has no local description");
  return description.sdp;
}

function closingOnFailure<Result>(peer: Peer, open: () => Result): Result {
  try {
    return open();
  } catch (error) {
    peer.close();
    throw error;
  }
}

function legState(state: string): LegState {
  switch (state) {
    case "connected":
      return "connected";
    case "disconnected":
    case "failed":
      return "lost";
    case "closed":
      return "closed";
    default:
      return "connecting";
  }
}
