import type { IceCandidate } from "@ferndiagnose/protocol";
import { SenderConnection } from "@ferndiagnose/rtc";

declare global {
  /** Given by the test: the way to the technician. */
  function toTechnician(message: unknown): void;
  function onInput(label: string, text: string): void;
}

/** A customer's computer without the relay in between: shows a drawn desktop and hands back what is done on it. */
export class CustomerComputer {
  readonly #canvas = document.createElement("canvas");
  readonly #sender: SenderConnection;

  constructor() {
    this.#canvas.width = 1280;
    this.#canvas.height = 720;
    this.#sender = new SenderConnection({
      iceServers: [],
      codecs: ["VP8"],
      events: {
        onOffer: (sdp) => toTechnician({ type: "offer", sdp, iceServers: [] }),
        onCandidate: (candidate) => toTechnician({ type: "candidate", candidate }),
        onState: () => {},
        onMessage: (label, text) => onInput(label, text),
      },
    });
  }

  async show(): Promise<void> {
    setInterval(() => this.#draw(), 100);
    this.#draw();
    const [track] = this.#canvas.captureStream(10).getVideoTracks();
    if (track === undefined) throw new Error("The canvas gives no track");
    await this.#sender.setTrack(track);
    await this.#sender.start();
  }

  answer(sdp: string): Promise<void> {
    return this.#sender.handleAnswer(sdp);
  }

  candidate(candidate: IceCandidate): Promise<void> {
    return this.#sender.handleCandidate(candidate);
  }

  /** A desktop one can tell from a test picture: windows, a bar, and a clock that shows that it lives. */
  #draw(): void {
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    context.fillStyle = "#3a6b7c";
    context.fillRect(0, 0, 1280, 720);
    context.fillStyle = "#f4f4f2";
    context.fillRect(140, 80, 760, 500);
    context.fillStyle = "#d8dcdf";
    context.fillRect(140, 80, 760, 36);
    context.fillStyle = "#222";
    context.font = "18px sans-serif";
    context.fillText("Einstellungen – Netzwerk", 156, 104);
    for (let line = 0; line < 12; line += 1) context.fillRect(170, 150 + line * 32, 200 + ((line * 137) % 400), 8);
    context.fillStyle = "#24323a";
    context.fillRect(0, 680, 1280, 40);
    context.fillStyle = "#fff";
    context.fillText(String(Math.floor(performance.now() / 100)), 1180, 706);
  }
}

Object.assign(globalThis, { CustomerComputer });
