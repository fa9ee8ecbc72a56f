import type { PictureLayout } from "@ferndiagnose/protocol/ipc";
import type { SharedView } from "../session/shared-view.ts";

/** What Chromium's capture takes; its id is "screen:…" or "window:…". */
export interface PieceSource {
  readonly id: string;
  readonly name: string;
}

/** A view as the capture window needs it. */
export interface CapturedView extends SharedView {
  /** Direct: the picture of piece 1 as it is. */
  readonly kind: "direct" | "composed";
  /** Undefined for what is not, or not any more, a part of this view. */
  sourceOf(piece: number): PieceSource | undefined;
  /** Of a composed view: where its pieces are now. */
  layout(): PictureLayout;
  /** Called whenever that has changed, with nothing in between. One listener. */
  onLayout(listener: (layout: PictureLayout) => void): void;
}
