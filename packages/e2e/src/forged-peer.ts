import type { IceCandidate } from "@ferndiagnose/protocol";
import { type DataChannel, PeerConnection, type Track, Video } from "node-datachannel";

const ssrc = 0xcafe;

/** One end of a WebRTC connection without a browser: it sends the very bytes it is given, on either side of a relay. */
export class ForgedPeer {
  /** What came on the data channels, and how many packets with picture in them came on the track. */
  readonly messages: { label: string; message: string | Buffer }[] = [];
  packets = 0;
  /** Packets that came once more (RFC 4588), on request or to probe the network: nothing new is in them. */
  repeats = 0;
  lastPacketAt = Number.NEGATIVE_INFINITY;
  readonly #connection: PeerConnection;
  readonly #channels = new Map<string, DataChannel>();
  readonly #early: IceCandidate[] = [];
  #repeatTypes: ReadonlySet<number> = new Set();
  #hasRemote = false;
  #track: Track | undefined;

  constructor(name: string, onCandidate: (candidate: IceCandidate) => void) {
    const config = { iceServers: [], bindAddress: "127.0.0.1", disableAutoNegotiation: true };
    this.#connection = new PeerConnection(name, config);
    this.#connection.onLocalCandidate((candidate, mid) => {
      onCandidate({ candidate: candidate.replace(/^a=/, ""), mid });
    });
    this.#connection.onTrack((track) => this.#useTrack(track));
    this.#connection.onDataChannel((channel) => this.useChannel(channel));
  }

  get isReady(): boolean {
    return ["pointer", "input"].every((label) => this.#channels.get(label)?.isOpen() === true);
  }

  get state(): string {
    return this.#connection.state();
  }

  /** As the customer's browser offers: one video to send, and the channels. */
  offer(): string {
    const video = new Video("0", "SendOnly");
    video.addVideoCodec(96, "VP8");
    video.addSSRC(ssrc, "cname", "stream", "track");
    this.#useTrack(this.#connection.addTrack(video));
    this.useChannel(this.#connection.createDataChannel("pointer", { unordered: false, maxRetransmits: 0 }));
    this.useChannel(this.#connection.createDataChannel("input"));
    this.#connection.setLocalDescription("offer");
    return this.#description();
  }

  answer(offer: string): string {
    this.#repeatTypes = new Set(Array.from(offer.matchAll(/^a=rtpmap:(\d+) rtx\//gm), ([, type]) => Number(type)));
    this.#connection.setRemoteDescription(offer, "offer");
    this.#connection.setLocalDescription("answer");
    this.#settle();
    return this.#description();
  }

  acceptAnswer(sdp: string): void {
    this.#connection.setRemoteDescription(sdp, "answer");
    this.#settle();
  }

  addCandidate(candidate: IceCandidate): void {
    if (!this.#hasRemote) this.#early.push(candidate);
    else if (candidate.candidate !== "") this.#connection.addRemoteCandidate(candidate.candidate, candidate.mid);
  }

  /** False where the library did not take it. Texts and bytes go as they are. */
  send(label: string, message: unknown): boolean {
    const channel = this.#channels.get(label);
    if (channel?.isOpen() !== true) return false;
    if (message instanceof Uint8Array) return channel.sendMessageBinary(message);
    return channel.sendMessage(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** A channel that nobody agreed on. */
  openChannel(label: string): DataChannel {
    const channel = this.#connection.createDataChannel(label);
    this.useChannel(channel);
    return channel;
  }

  sendPacket(packet: Buffer): boolean {
    return this.#track?.isOpen() === true && this.#track.sendMessageBinary(packet);
  }

  /** One RTP packet (RFC 3550 section 5.1) of VP8 with nothing in it: enough to be media. */
  sendEmptyVideo(sequence: number): boolean {
    const packet = Buffer.alloc(40);
    packet[0] = 0x80;
    packet[1] = 96;
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE((sequence * 3_000) >>> 0, 4);
    packet.writeUInt32BE(ssrc, 8);
    return this.sendPacket(packet);
  }

  useChannel(channel: DataChannel): void {
    const label = channel.getLabel();
    this.#channels.set(label, channel);
    channel.onMessage((message) => {
      this.messages.push({ label, message: typeof message === "string" ? message : Buffer.from(message as Buffer) });
    });
  }

  close(): void {
    this.#connection.close();
  }

  #useTrack(track: Track): void {
    this.#track = track;
    track.onMessage((packet) => {
      if (!carriesPicture(packet)) return;
      if (this.#repeatTypes.has((packet[1] ?? 0) & 0x7f)) {
        this.repeats += 1;
        return;
      }
      this.packets += 1;
      this.lastPacketAt = performance.now();
    });
  }

  #settle(): void {
    this.#hasRemote = true;
    for (const candidate of this.#early.splice(0)) this.addCandidate(candidate);
  }

  #description(): string {
    return this.#connection.localDescription()?.sdp ?? "";
  }
}

/**
 * Whether this is RTP with anything in it. Payload types 64 to 95 are RTCP (RFC 5761 section 4). Browsers probe the
 * network with packets that are padding only (RFC 3550 section 5.1), also when there is nothing to show.
 */
function carriesPicture(packet: Buffer): boolean {
  const [first = 0, second = 0] = packet;
  const type = second & 0x7f;
  if (packet.length < 12 || (type >= 64 && type <= 95)) return false;
  let headerLength = 12 + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) headerLength += 4 + 4 * packet.readUInt16BE(headerLength + 2);
  const padding = (first & 0x20) === 0 ? 0 : (packet.at(-1) ?? 0);
  return packet.length - headerLength - padding > 0;
}
