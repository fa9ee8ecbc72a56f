import type { IceCandidate } from "@ferndiagnose/protocol";
import { InputChannel, ReceiverConnection } from "@ferndiagnose/rtc";

export type FromViewer = { type: "answer"; sdp: string } | { type: "candidate"; candidate: IceCandidate };

export interface ViewerFigures {
  timeMs: number;
  framesDecoded: number;
  jitterBufferSeconds: number;
  jitterBufferFrames: number;
  decodeSeconds: number;
  processingSeconds: number;
}

/** The technician's side: the picture at its own size in the upper left corner. */
export class Viewer {
  readonly video = document.createElement("video");
  readonly #input = new InputChannel();
  readonly #connection: ReceiverConnection;

  /** `isOrdinary` takes back what packages/rtc asks of the browser beyond its defaults. */
  constructor(isOrdinary: boolean, signal: (message: FromViewer) => void) {
    this.video.muted = true;
    this.video.style.cssText = "position:fixed;left:0;top:0;width:1280px;height:720px";
    document.body.append(this.video);
    let peer: RTCPeerConnection | undefined;
    this.#connection = new ReceiverConnection({
      createPeer: (configuration) => {
        peer = new RTCPeerConnection(configuration);
        return peer;
      },
      events: {
        onAnswer: (sdp) => signal({ type: "answer", sdp }),
        onCandidate: (candidate) => signal({ type: "candidate", candidate }),
        onStream: (stream) => {
          if (isOrdinary) for (const receiver of peer?.getReceivers() ?? []) smoothAsUsual(receiver);
          this.video.srcObject = stream;
          void this.video.play();
        },
        onChannel: (label, channel) => {
          if (label === "input") this.#input.attachInput(channel);
          else this.#input.attachPointer(channel);
        },
        onState: () => undefined,
        onOfferWanted: () => undefined,
      },
    });
  }

  get isReady(): boolean {
    return this.#input.isOpen && this.video.videoWidth > 0;
  }

  handleOffer(sdp: string): Promise<void> {
    return this.#connection.handleOffer(sdp, []);
  }

  handleCandidate(candidate: IceCandidate): Promise<void> {
    return this.#connection.handleCandidate(candidate);
  }

  /** What a key press of the technician sends; returns when, in milliseconds since 1970. */
  press(): number {
    const atMs = performance.timeOrigin + performance.now();
    if (!this.#input.send({ type: "key", code: "KeyA", down: true })) throw new Error("The input channel is closed");
    return atMs;
  }

  async figures(): Promise<ViewerFigures> {
    const entries = [...((await this.#connection.statistics())?.values() ?? [])];
    const stream = entries.find(({ type }) => type === "inbound-rtp");
    return {
      timeMs: stream?.timestamp ?? 0,
      framesDecoded: stream?.framesDecoded ?? 0,
      jitterBufferSeconds: stream?.jitterBufferDelay ?? 0,
      jitterBufferFrames: stream?.jitterBufferEmittedCount ?? 0,
      decodeSeconds: stream?.totalDecodeTime ?? 0,
      processingSeconds: stream?.totalProcessingDelay ?? 0,
    };
  }

  close(): void {
    this.#connection.close();
    this.video.remove();
  }
}

function smoothAsUsual(receiver: RTCRtpReceiver): void {
  receiver.jitterBufferTarget = null;
  if ("playoutDelayHint" in receiver) receiver.playoutDelayHint = null;
}

Object.assign(globalThis, { Viewer });
