import type { ChannelLabel, IceCandidate } from "@ferndiagnose/protocol";

export type LegState = "connecting" | "connected" | "lost" | "closed";

/** What a connection to one browser tells its leg. */
export interface PeerEvents {
  /** One RTP or RTCP packet as it left SRTP. The buffer belongs to the receiver. */
  onPacket(packet: Buffer): void;
  onChannelMessage(label: ChannelLabel, message: string | Uint8Array): void;
  onCandidate(candidate: IceCandidate): void;
  onState(state: LegState): void;
}

/** One DTLS-SRTP connection with one video track and the data channels of the protocol. After `close` no event follows. */
export interface Peer {
  /** False when the packet was not sent: not connected (any more), or the library refused it. */
  sendPacket(packet: Buffer): boolean;
  sendChannelMessage(label: ChannelLabel, text: string): boolean;
  /** Throws when the description does not fit; only for the side that offered. */
  acceptAnswer(sdp: string): void;
  addCandidate(candidate: IceCandidate): void;
  close(): void;
}

/** Opens connections. The descriptions are final but for the candidates, which follow by `onCandidate`. */
export interface PeerFactory {
  /** Answers a browser that sends video and creates the data channels. Throws when the offer does not fit. */
  answer(offer: string, events: PeerEvents): { peer: Peer; answer: string };
  /** Offers a video track to send and creates the data channels. */
  offer(mid: string, events: PeerEvents): { peer: Peer; offer: string };
  /** Ends the library's threads. Every peer must be closed before. */
  shutDown(): void;
}
