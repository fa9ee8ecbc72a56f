import type { IceCandidate, VideoCodec } from "@ferndiagnose/protocol";
import { SenderConnection } from "@ferndiagnose/rtc";
import { TextSheet } from "./text-sheet.ts";

export type FromSharer = { type: "offer"; sdp: string } | { type: "candidate"; candidate: IceCandidate };

export interface SharerOptions {
  codec: VideoCodec;
  content: "typing" | "scrolling";
  framesPerSecond: number;
}

export interface SharerFigures {
  timeMs: number;
  bytesSent: number;
  packetsSent: number;
  framesEncoded: number;
  encodeSeconds: number;
  codec: string;
}

/** The customer's side: a sheet of text as the shared picture. Any input message turns the mark's colour. */
export class Sharer {
  readonly inputAtMs: number[] = [];
  readonly #sheet: TextSheet;
  readonly #connection: SenderConnection;
  readonly #track: MediaStreamTrack;

  constructor({ codec, content, framesPerSecond }: SharerOptions, signal: (message: FromSharer) => void) {
    this.#sheet = new TextSheet(content, framesPerSecond);
    const [track] = this.#sheet.canvas.captureStream().getVideoTracks();
    if (track === undefined) throw new Error("The canvas gives no track");
    this.#track = track;
    this.#connection = new SenderConnection({
      iceServers: [],
      codecs: [codec],
      events: {
        onOffer: (sdp) => signal({ type: "offer", sdp }),
        onCandidate: (candidate) => signal({ type: "candidate", candidate }),
        onState: () => undefined,
        onMessage: () => {
          this.inputAtMs.push(performance.timeOrigin + performance.now());
          this.#sheet.turnMark();
        },
      },
    });
  }

  start(): Promise<void> {
    return this.#connection.start();
  }

  handleAnswer(sdp: string): Promise<void> {
    return this.#connection.handleAnswer(sdp);
  }

  handleCandidate(candidate: IceCandidate): Promise<void> {
    return this.#connection.handleCandidate(candidate);
  }

  show(shown: boolean): Promise<void> {
    return this.#connection.setTrack(shown ? this.#track : null);
  }

  async figures(): Promise<SharerFigures> {
    const entries = [...((await this.#connection.statistics())?.values() ?? [])];
    const stream = entries.find(({ type }) => type === "outbound-rtp");
    const transport = entries.find(({ type }) => type === "transport");
    return {
      timeMs: stream?.timestamp ?? 0,
      bytesSent: transport?.bytesSent ?? 0,
      packetsSent: transport?.packetsSent ?? 0,
      framesEncoded: stream?.framesEncoded ?? 0,
      encodeSeconds: stream?.totalEncodeTime ?? 0,
      codec: String(entries.find(({ id }) => id === stream?.codecId)?.mimeType ?? ""),
    };
  }

  raw() {
    return this.#connection.statistics();
  }

  close(): void {
    this.#connection.close();
    this.#sheet.stop();
  }
}

Object.assign(globalThis, { Sharer });
