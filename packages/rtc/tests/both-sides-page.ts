import type { InputMessage, VideoCodec } from "@ferndiagnose/protocol";
import { InputChannel, ReceiverConnection, SenderConnection, StatisticsReader } from "../src/index.ts";

/** Both sides in one page, joined by hand where the portal and the relay are in the product. */
export class BothSides {
  readonly received: { label: string; text: string }[] = [];
  readonly senderStates: string[] = [];
  readonly receiverStates: string[] = [];
  readonly offers: string[] = [];
  readonly input = new InputChannel();
  readonly video = document.createElement("video");
  readonly #peers: RTCPeerConnection[] = [];
  readonly #reader = new StatisticsReader();
  readonly #sender: SenderConnection;
  readonly #receiver: ReceiverConnection;

  constructor(codecs: VideoCodec[]) {
    this.video.muted = true;
    this.#receiver = new ReceiverConnection({
      createPeer: (configuration) => this.#peer(configuration),
      events: {
        onAnswer: (sdp) => void this.#sender.handleAnswer(sdp),
        onCandidate: (candidate) => void this.#sender.handleCandidate(candidate),
        onStream: (stream) => {
          this.video.srcObject = stream;
          void this.video.play();
        },
        onChannel: (label, channel) => {
          if (label === "input") this.input.attachInput(channel);
          else this.input.attachPointer(channel);
        },
        onState: (state) => this.receiverStates.push(state),
        onOfferWanted: () => {},
      },
    });
    this.#sender = new SenderConnection({
      iceServers: [],
      codecs,
      events: {
        onOffer: (sdp) => {
          this.offers.push(sdp);
          void this.#receiver.handleOffer(sdp, []);
        },
        onCandidate: (candidate) => void this.#receiver.handleCandidate(candidate),
        onState: (state) => this.senderStates.push(state),
        onMessage: (label, text) => this.received.push({ label, text }),
      },
    });
  }

  async start(): Promise<void> {
    await this.#sender.start();
  }

  /** Shows a moving drawing, or with `false` takes the picture away without a new offer. */
  async show(shown: boolean): Promise<void> {
    await this.#sender.setTrack(shown ? movingTrack() : null);
  }

  send(message: InputMessage): boolean {
    return this.input.send(message);
  }

  /** What a lost network looks like to the sender: the other end is gone without a word in signalling. */
  loseReceiver(): void {
    this.#peers.at(-1)?.close();
  }

  async figures() {
    const report = await this.#receiver.statistics();
    return report === undefined ? undefined : this.#reader.read(report as ReadonlyMap<string, unknown>);
  }

  close(): void {
    this.#sender.close();
    this.#receiver.close();
  }

  #peer(configuration: RTCConfiguration): RTCPeerConnection {
    const peer = new RTCPeerConnection(configuration);
    this.#peers.push(peer);
    return peer;
  }
}

function movingTrack(): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 360;
  const context = canvas.getContext("2d");
  let frame = 0;
  setInterval(() => {
    if (context === null) return;
    frame += 1;
    context.fillStyle = `hsl(${frame % 360} 60% 50%)`;
    context.fillRect(0, 0, 640, 360);
    context.fillStyle = "#fff";
    context.fillRect((frame * 5) % 640, 100, 80, 80);
  }, 33);
  const [track] = canvas.captureStream(30).getVideoTracks();
  if (track === undefined) throw new Error("The canvas gives no track");
  return track;
}

Object.assign(globalThis, { BothSides });
