import type { PictureLayout, PieceRequest } from "@ferndiagnose/protocol/ipc";
import { ComposedPicture } from "./composed-picture.ts";
import { DirectPicture } from "./direct-picture.ts";
import type { Picture } from "./picture.ts";
import { PieceTaker } from "./piece-taker.ts";

export interface ShownViewEvents {
  /** Null takes the picture away. */
  onTrack(track: MediaStreamTrack | null): Promise<void>;
  onCapturing(capturing: boolean): void;
  onPieceWanted(request: PieceRequest): void;
  onFailed(): void;
}

interface View {
  number: number;
  kind: "direct" | "composed";
  taker: PieceTaker;
  layout: PictureLayout | undefined;
}

/** The picture of the chosen view, taken only while it is wanted. */
export class ShownView {
  readonly #events: ShownViewEvents;
  #view: View | undefined;
  #picture: Picture | undefined;
  #isWanted = false;
  /** Counts the wishes, so that a picture that comes late is not taken for a newer one. */
  #wish = 0;

  constructor(events: ShownViewEvents) {
    this.#events = events;
  }

  /** Nothing is shown until it is wanted anew. */
  async setView(number: number, kind: View["kind"]): Promise<void> {
    const taker = new PieceTaker(number, (request) => this.#events.onPieceWanted(request));
    this.#view = { number, kind, taker, layout: undefined };
    await this.setCapturing(false);
  }

  setLayout(view: number, layout: PictureLayout): void {
    if (view !== this.#view?.number) return;
    this.#view.layout = layout;
    this.#picture?.setLayout(layout);
  }

  allowPiece(view: number, piece: number): void {
    this.#view?.taker.handleAllowed(view, piece);
  }

  async setCapturing(wanted: boolean): Promise<void> {
    if (wanted === this.#isWanted) return;
    this.#isWanted = wanted;
    const wish = ++this.#wish;
    if (!wanted) return this.#stop();
    const view = this.#view;
    if (!view) return this.#events.onFailed();
    const picture = view.kind === "direct" ? await this.#takeDirect(view, wish) : this.#compose(view);
    if (wish !== this.#wish) return picture?.stop();
    if (!picture) return;
    this.#picture = picture;
    await this.#events.onTrack(picture.track);
    if (wish === this.#wish) this.#events.onCapturing(true);
  }

  /** Undefined when it is not wanted any more: then the main process refuses it, which is no failure. */
  async #takeDirect({ taker }: View, wish: number): Promise<Picture | undefined> {
    try {
      const track = await taker.take(1);
      return new DirectPicture(track, () => {
        if (wish === this.#wish) this.#events.onFailed();
      });
    } catch (error) {
      if (wish === this.#wish) throw error;
      return undefined;
    }
  }

  #compose(view: View): Picture {
    const picture = new ComposedPicture(view.taker);
    if (view.layout) picture.setLayout(view.layout);
    return picture;
  }

  /** The source first: no further picture exists from here on. */
  async #stop(): Promise<void> {
    this.#picture?.stop();
    this.#picture = undefined;
    this.#events.onCapturing(false);
    await this.#events.onTrack(null);
  }
}
