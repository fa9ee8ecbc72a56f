import type { PictureLayout } from "@ferndiagnose/protocol/ipc";

/** What is shown while it is shown. */
export interface Picture {
  readonly track: MediaStreamTrack;
  /** Only a composed picture has a layout; the newest counts. */
  setLayout(layout: PictureLayout): void;
  /** The sources first: no further picture exists from here on. */
  stop(): void;
}
