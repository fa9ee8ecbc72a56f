import type { IceCandidate } from "@ferndiagnose/protocol";
import { type DataChannel, PeerConnection, type Track, Video } from "node-datachannel";
import { PLAYOUT_DELAY_URI } from "../playout-delay.ts";

export const RAW_SSRC = 0xcafe;
export const RAW_PLAYOUT_DELAY_ID = 5;

const config = { iceServers: [], bindAddress: "127.0.0.1", disableAutoNegotiation: true };

/** Stands where a browser stands, but sends the very bytes a test gives it and shows the very bytes that arrive. */
export class RawBrowser {
  readonly packets: Buffer[] = [];
  readonly messages: string[] = [];
  readonly channels = new Map<string, DataChannel>();
  readonly connection: PeerConnection;
  readonly #candidates: IceCandidate[] = [];
  #toRelay: ((candidate: IceCandidate) => void) | undefined;
  #track: Track | undefined;

  constructor(name: string) {
    this.connection = new PeerConnection(name, config);
    this.connection.onLocalCandidate((candidate, mid) => {
      if (this.#toRelay === undefined) this.#candidates.push({ candidate, mid });
      else this.#toRelay({ candidate, mid });
    });
    this.connection.onTrack((track) => this.#use(track));
    this.connection.onDataChannel((channel) => this.#useChannel(channel));
  }

  /** The customer's offer. Its candidates wait for `acceptAnswer`. */
  offer(): string {
    const video = new Video("0", "SendOnly");
    video.addVideoCodec(96, "VP8");
    video.addRTXCodec(97, 96, 90_000);
    video.parseSdpLine(`a=extmap:${RAW_PLAYOUT_DELAY_ID} ${PLAYOUT_DELAY_URI}`);
    video.addSSRC(RAW_SSRC, "cname", "stream", "track");
    this.#use(this.connection.addTrack(video));
    this.#useChannel(this.connection.createDataChannel("pointer", { unordered: false, maxRetransmits: 0 }));
    this.#useChannel(this.connection.createDataChannel("input"));
    this.connection.setLocalDescription("offer");
    return this.#description();
  }

  acceptAnswer(sdp: string, toRelay: (candidate: IceCandidate) => void): void {
    this.connection.setRemoteDescription(sdp, "answer");
    this.#send(toRelay);
  }

  /** The technician's answer. */
  answer(offer: string, toRelay: (candidate: IceCandidate) => void): string {
    this.connection.setRemoteDescription(offer, "offer");
    this.connection.setLocalDescription("answer");
    this.#send(toRelay);
    return this.#description();
  }

  addCandidate({ candidate, mid }: IceCandidate): void {
    this.connection.addRemoteCandidate(candidate, mid);
  }

  send(packet: Buffer): boolean {
    return this.#track?.isOpen() === true && this.#track.sendMessageBinary(packet);
  }

  close(): void {
    this.connection.close();
  }

  #use(track: Track): void {
    this.#track = track;
    track.onMessage((packet) => this.packets.push(packet));
  }

  #useChannel(channel: DataChannel): void {
    this.channels.set(channel.getLabel(), channel);
    channel.onMessage((message) => this.messages.push(String(message)));
  }

  #send(toRelay: (candidate: IceCandidate) => void): void {
    this.#toRelay = toRelay;
    for (const candidate of this.#candidates.splice(0)) toRelay(candidate);
  }

  #description(): string {
    const sdp = this.connection.localDescription()?.sdp ?? "";
    return sdp.replace(/^a=(candidate:.*|end-of-candidates)\r?\n/gm, "");
  }
}
