import type { InputChannel } from "@ferndiagnose/rtc";
import type { KeyPress } from "./key-press.ts";
import { KeyboardCapture } from "./keyboard-capture.ts";
import { MouseCapture } from "./mouse-capture.ts";
import { pictureBox, placeInPicture } from "./place-in-picture.ts";

export interface CaptureElements {
  /** Where the mouse works; everything on it is inside. */
  stage: HTMLElement;
  video: HTMLVideoElement;
  /** Has the focus while the keyboard works on the customer's computer. Never keeps what is typed. */
  keyboard: HTMLTextAreaElement;
}

export interface CaptureOptions {
  input: Pick<InputChannel, "move" | "send" | "sendText">;
  optionWrites: boolean;
  /** The technician pressed Ctrl + Alt + Shift. */
  onLeave(): void;
}

/** Ties mouse and keyboard of the page to the channel. Returns how to untie them; what is held is let go then. */
export function captureInput(elements: CaptureElements, { input, optionWrites, onLeave }: CaptureOptions): () => void {
  const { stage, video, keyboard: area } = elements;
  const keyboard = new KeyboardCapture(
    {
      key: (code, down) => void input.send({ type: "key", code, down }),
      text: (text) => void input.sendText(text),
      releaseAll: () => void input.send({ type: "release_all" }),
      leave: onLeave,
    },
    { optionWrites },
  );
  const mouse = new MouseCapture({
    sink: input,
    placeOf: (point, clamp) => {
      if (!clamp && isOnScrollbar(stage, point)) return undefined;
      const picture = { width: video.videoWidth, height: video.videoHeight };
      return placeInPicture(point, pictureBox(video.getBoundingClientRect(), picture), picture, clamp);
    },
    beforeButton: (flags) => keyboard.handlePointer(flags),
  });
  const untie = new AbortController();
  const { signal } = untie;
  const release = () => {
    mouse.forget();
    keyboard.release();
  };

  stage.addEventListener(
    "pointerdown",
    (event) => {
      if (isOnScrollbar(stage, event)) return;
      stage.setPointerCapture(event.pointerId);
      area.focus({ preventScroll: true });
      mouse.handleDown(event);
    },
    { signal },
  );
  stage.addEventListener("pointercancel", release, { signal });
  stage.addEventListener("pointermove", (event) => mouse.handleMove(event), { signal });
  stage.addEventListener("pointerup", (event) => mouse.handleUp(event), { signal });
  // The browser would take the focus away again, or go back a page.
  for (const type of ["mousedown", "mouseup", "contextmenu"] as const) {
    stage.addEventListener(type, (event) => prevent(event, !isOnScrollbar(stage, event)), { signal });
  }
  stage.addEventListener(
    "wheel",
    (event) => {
      if (mouse.handleWheel(event)) event.preventDefault();
    },
    { signal, passive: false },
  );
  area.addEventListener("keydown", (event) => prevent(event, keyboard.handleKeyDown(pressOf(event))), { signal });
  area.addEventListener("keyup", (event) => prevent(event, keyboard.handleKeyUp(pressOf(event))), { signal });
  area.addEventListener(
    "beforeinput",
    (event) => {
      // What is being composed is not finished; it comes with `compositionend`.
      if (event.isComposing || event.inputType === "insertCompositionText") return;
      event.preventDefault();
      if (event.inputType === "insertText") keyboard.handleText(event.data ?? "");
    },
    { signal },
  );
  area.addEventListener(
    "compositionend",
    (event) => {
      keyboard.handleText(event.data);
      area.value = "";
    },
    { signal },
  );
  area.addEventListener("blur", release, { signal });
  return () => {
    untie.abort();
    area.value = "";
    release();
  };
}

/** The picture goes on underneath the scroll bars, but what is done on them is done here. */
function isOnScrollbar(stage: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const { left, top } = stage.getBoundingClientRect();
  return clientX >= left + stage.clientWidth || clientY >= top + stage.clientHeight;
}

function prevent(event: Event, isTaken: boolean): void {
  if (!isTaken) return;
  event.preventDefault();
  event.stopPropagation();
}

function pressOf(event: KeyboardEvent): KeyPress {
  const { code, key, ctrlKey, altKey, shiftKey, metaKey, repeat, isComposing } = event;
  const altGraph = event.getModifierState("AltGraph");
  return { code, key, ctrlKey, altKey, shiftKey, metaKey, repeat, isComposing, altGraph };
}
